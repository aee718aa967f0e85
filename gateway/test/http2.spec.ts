import { once } from 'node:events';
import {
  createSecureServer,
  type Http2SecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
} from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { person, requestBy, until } from '@soko/testing';
import { createHttpTransport, type HttpTransport } from '../index.ts';
import { createCertificate } from './certificate.ts';

const identity = requestBy(person('usr_1'));
const closers: (() => unknown)[] = [];
let certificate: Awaited<ReturnType<typeof createCertificate>>;
beforeAll(async () => {
  certificate = await createCertificate();
});
afterAll(() => certificate.remove());
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

type Handler = (
  request: Http2ServerRequest & { text: string; count: number },
  response: Http2ServerResponse,
) => unknown;

/** A subgraph that speaks HTTP/2 and HTTP/1.1, over real connections. */
async function serve(handle: Handler) {
  const sessions = new Set<ServerHttp2Session>();
  const versions: string[] = [];
  const server: Http2SecureServer = createSecureServer(
    { ...certificate, allowHTTP1: true },
    async (request, response) => {
      let text = '';
      for await (const chunk of request) text += String(chunk);
      versions.push(request.httpVersion);
      await handle(Object.assign(request, { text, count: versions.length }), response);
    },
  );
  server.on('session', (session) => sessions.add(session));
  server.listen(0, 'localhost');
  await once(server, 'listening');
  closers.push(
    () => server.close(),
    () => sessions.forEach((session) => session.destroy()),
  );
  return { url: `https://localhost:${(server.address() as AddressInfo).port}/`, sessions, versions };
}

function transportTo(url: string, options: { timeoutMs?: number; http2?: boolean } = {}): HttpTransport {
  const transport = createHttpTransport({
    subgraph: 'people',
    url,
    timeoutMs: 20_000,
    connections: 4,
    maxResponseBytes: 10_000,
    ca: certificate.cert,
    http2: true,
    ...options,
  });
  closers.push(() => transport.close());
  return transport;
}

const answer = (response: Http2ServerResponse, data: unknown): void => void response.end(JSON.stringify({ data }));
const variablesIn = (text: string) => (JSON.parse(text) as { variables: { n: number } }).variables;

describe('a subgraph by HTTP/2', () => {
  it('answers many requests at once over few connections, each with its own answer', async () => {
    const waiting: (() => void)[] = [];
    const { url, sessions, versions } = await serve(({ text, count }, response) => {
      if (count === 1) return answer(response, {});
      waiting.push(() => answer(response, variablesIn(text)));
      // All are there before the first is answered, and the last is answered first.
      if (waiting.length === 50) for (const each of waiting.toReversed()) each();
      return undefined;
    });
    const { send } = transportTo(url);
    // Only then is it known that the subgraph speaks HTTP/2.
    await send({ query: '{ a }', identity });
    const asked = Array.from({ length: 50 }, (_, n) => send({ query: '{ a }', variables: { n }, identity }));
    expect(await Promise.all(asked)).toEqual(asked.map((_, n) => ({ data: { n } })));
    expect(new Set(versions)).toEqual(new Set(['2.0']));
    expect(sessions.size).toBeLessThanOrEqual(4);
  });

  it('is asked for a change at once while it answers queries', async () => {
    const waiting: (() => void)[] = [];
    const { url } = await serve(({ text, count }, response) => {
      if (count === 1 || text.includes('mutation')) return answer(response, { isChanged: count > 1 });
      waiting.push(() => answer(response, { isQuery: true }));
      return undefined;
    });
    const { send } = transportTo(url);
    await send({ query: '{ a }', identity });
    const query = send({ query: '{ a }', identity });
    await until('the query to arrive', () => waiting.length === 1);
    // It waits for no query: this one is answered only afterwards.
    expect(await send({ query: 'mutation { a }', identity })).toEqual({ data: { isChanged: true } });
    waiting[0]!();
    expect(await query).toEqual({ data: { isQuery: true } });
  });

  it('is asked by HTTP/1.1 without the rule, and when it does not speak HTTP/2', async () => {
    const { url, versions } = await serve((_, response) => answer(response, {}));
    expect(await transportTo(url, { http2: false }).send({ query: '{ a }', identity })).toEqual({ data: {} });
    expect(versions).toEqual(['1.1']);
    const old = createHttpsServer(certificate, (_, response) => void response.end('{"data":{"isOld":true}}'));
    old.listen(0, 'localhost');
    await once(old, 'listening');
    closers.push(
      () => old.close(),
      () => old.closeAllConnections(),
    );
    const { send } = transportTo(`https://localhost:${(old.address() as AddressInfo).port}/`);
    const answers = await Promise.all(Array.from({ length: 20 }, () => send({ query: '{ a }', identity })));
    expect(answers).toEqual(answers.map(() => ({ data: { isOld: true } })));
  });

  it('that answers too much is given up, and its stream is closed', async () => {
    let hasEnded = false;
    const { url } = await serve((_, response) => {
      response.on('close', () => (hasEnded = true));
      const write = (): void => {
        while (!hasEnded && response.write('x'.repeat(1_000)));
      };
      response.on('drain', write);
      write();
    });
    const { send } = transportTo(url);
    await expect(send({ query: '{ a }', identity })).rejects.toThrow(/size/i);
    await until('the stream to be closed', () => hasEnded);
  });

  it('that does not answer in time is given up', async () => {
    const { url, versions } = await serve(() => {});
    await expect(transportTo(url, { timeoutMs: 100 }).send({ query: '{ a }', identity })).rejects.toThrow(/timeout/i);
    expect(versions).toEqual(['2.0']);
  });

  it.each([
    ['its connection', ({ stream }: Http2ServerRequest) => stream.session?.destroy()],
    ['the stream', ({ stream }: Http2ServerRequest) => stream.close()],
  ])('is asked once more for a query when %s breaks, and not for a change', async (_, breakIt) => {
    const { url, versions } = await serve((request, response) =>
      request.count % 2 === 1 ? breakIt(request) : answer(response, { count: request.count }),
    );
    const { send } = transportTo(url);
    expect(await send({ query: '{ a }', identity })).toEqual({ data: { count: 2 } });
    await expect(send({ query: 'mutation { a }', identity })).rejects.toHaveProperty('message');
    expect(versions.length).toBe(3);
  });
});
