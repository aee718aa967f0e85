import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createReplayGuard, verifyRequest } from '@soko/auth';
import { isOutage } from '@soko/retry';
import { freePort, person, requestBy } from '@soko/testing';
import { createHttpTransport, type HttpTransport } from '../index.ts';

const serviceKey = 'the-key-of-all-services';
const identity = requestBy(person('usr_1', 'SELLER'), { correlationId: 'story-1' });

type Handler = (request: IncomingMessage & { text: string; count: number }, response: ServerResponse) => void;

const closers: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** A subgraph's side of the wire: real sockets, any behaviour. */
async function serve(handle: Handler): Promise<{ url: string; sockets: Set<Socket>; count: () => number }> {
  const sockets = new Set<Socket>();
  let count = 0;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    count += 1;
    handle(Object.assign(request, { text: Buffer.concat(chunks).toString(), count }), response);
  });
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`, sockets, count: () => count };
}

function transportTo(url: string, options: { timeoutMs?: number; maxResponseBytes?: number } = {}): HttpTransport {
  const transport = createHttpTransport({
    subgraph: 'people',
    url,
    serviceKey,
    timeoutMs: 20_000,
    connections: 4,
    maxResponseBytes: 10_000,
    ...options,
  });
  closers.push(() => transport.close());
  return transport;
}

const answer = (response: ServerResponse, body: unknown): void => void response.end(JSON.stringify(body));

describe('signed HTTP to a subgraph', () => {
  it('signs viewer and body, over a connection that is kept', async () => {
    const { url, sockets } = await serve((request, response) => {
      const seen = verifyRequest(
        { keys: serviceKey, subgraph: 'people', isReplay: createReplayGuard() },
        request.headers,
        request.text,
      );
      answer(response, { data: { seen, body: JSON.parse(request.text) as unknown } });
    });
    const { send } = transportTo(url);
    const request = { query: 'query Q($id: ID!) { a(id: $id) }', operationName: 'Q', variables: { id: '1' }, identity };
    expect(await send(request)).toEqual({
      data: { seen: identity, body: { query: request.query, operationName: 'Q', variables: { id: '1' } } },
    });
    for (let asked = 0; asked < 20; asked += 1) await send(request);
    expect(sockets.size).toBeLessThanOrEqual(4);
  });

  const failsOnce: Handler = (request, response) =>
    request.count === 1 ? request.socket.destroy() : answer(response, { data: { count: request.count } });

  it('repeats a query whose connection broke', async () => {
    const { url } = await serve(failsOnce);
    expect(await transportTo(url).send({ query: '{ a }', identity })).toEqual({ data: { count: 2 } });
  });

  it('repeats it only once', async () => {
    const { url, count } = await serve((request) => request.socket.destroy());
    await expect(transportTo(url).send({ query: '{ a }', identity })).rejects.toThrow('other side closed');
    expect(count()).toBe(2);
  });

  it('never repeats a mutation', async () => {
    const { url, count } = await serve(failsOnce);
    await expect(transportTo(url).send({ query: 'mutation M { a }', identity })).rejects.toThrow('other side closed');
    expect(count()).toBe(1);
  });

  it('never repeats a costly query: it may have been what broke the subgraph', async () => {
    const { url, count } = await serve(failsOnce);
    await expect(transportTo(url).send({ query: '{ a }', identity, isCostly: true })).rejects.toThrow(
      'other side closed',
    );
    expect(count()).toBe(1);
  });

  it('repeats whatever could not be sent at all', async () => {
    const taken = await freePort();
    const sent = transportTo(`http://127.0.0.1:${taken}`).send({ query: 'mutation { a }', identity, isCostly: true });
    // The second try finds the subgraph that has started in the meantime.
    const late = createServer((_, response) => answer(response, { data: { late: true } }));
    late.listen(taken, '127.0.0.1');
    closers.push(() => {
      late.closeAllConnections();
      late.close();
    });
    expect(await sent).toEqual({ data: { late: true } });
  });

  it('gives up on a response that does not come, and does not repeat it', async () => {
    const { url, count } = await serve(() => {});
    await expect(transportTo(url, { timeoutMs: 100 }).send({ query: '{ a }', identity })).rejects.toThrow(/timeout/i);
    expect(count()).toBe(1);
  });

  it('gives up on a response that comes too slowly', async () => {
    const { url } = await serve((_, response) => {
      response.write('{"data":');
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
    });
    await expect(transportTo(url, { timeoutMs: 150 }).send({ query: '{ a }', identity })).rejects.toThrow(/timeout/i);
  });

  it('fails with an outage when no whole response comes, so that the caller says that it may be tried again', async () => {
    const [silent, breaking] = [await serve(() => {}), await serve((request) => request.socket.destroy())];
    const [closed, slow] = [transportTo(silent.url), transportTo(silent.url, { timeoutMs: 100 })];
    const underWay = closed.send({ query: '{ a }', identity });
    const failures = await Promise.allSettled([
      slow.send({ query: '{ a }', identity }),
      transportTo(breaking.url).send({ query: 'mutation { a }', identity }),
      Promise.all([underWay, closed.close()]),
      closed.send({ query: '{ a }', identity }),
    ]);
    expect(failures.map((each) => each.status === 'rejected' && isOutage(each.reason))).toEqual([
      true,
      true,
      true,
      true,
    ]);
  });

  it('fails for a response that is too large', async () => {
    const { url } = await serve((_, response) => response.end(`{"data":"${'x'.repeat(50_000)}"}`));
    await expect(transportTo(url).send({ query: '{ a }', identity })).rejects.toThrow(/size/i);
  });

  it.each([
    ['an error page', 502, '<html>'],
    ['a refusal of the signature', 401, '{"errors":[{"message":"not signed"}]}'],
    ['something that is not JSON', 200, 'ok'],
    ['JSON that is cut off', 200, '{"data":{'],
  ])('does not accept %s as a response', async (_, status, text) => {
    const { url } = await serve((__, response) => response.writeHead(status).end(text));
    await expect(transportTo(url).send({ query: '{ a }', identity })).rejects.toMatchObject({
      name: 'BadSubgraphResponse',
      // What a proxy says while the subgraph restarts is an outage, not a fault.
      code: status === 502 ? 'SERVICE_UNAVAILABLE' : undefined,
    });
  });
});
