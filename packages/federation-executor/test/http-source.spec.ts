import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { httpSource, type HttpSourceOptions } from '../http-source.ts';

const closers: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

type Handle = (response: ServerResponse, request: IncomingMessage & { text: string }) => void;

/** A subgraph's side of the wire, and what asks it. */
async function open(handle: Handle, options: Partial<HttpSourceOptions> = {}) {
  const sockets = new Set<object>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    handle(response, Object.assign(request, { text: Buffer.concat(chunks).toString() }));
  });
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const source = httpSource({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql?v=1`,
    ...options,
  });
  closers.push(
    () => {
      server.closeAllConnections();
      server.close();
    },
    () => source.close(),
  );
  const ask = (variables: object = {}, context: object = {}) =>
    source.process({ request: { query: '{ a }', operationName: 'A', variables }, context } as never);
  return { ask, sockets };
}

describe('a data source over HTTP', () => {
  it('sends what headersOf names and nothing else of the client, over kept connections', async () => {
    const { ask, sockets } = await open(
      (response, { url, method, headers, text }) =>
        response.end(
          JSON.stringify({
            data: {
              url,
              method,
              of: headers['x-market'],
              auth: headers['authorization'],
              body: JSON.parse(text) as object,
            },
          }),
        ),
      { headersOf: (context) => ({ 'x-market': (context as { market: string }).market }), connections: 2 },
    );
    for (let asked = 0; asked < 10; asked += 1) {
      expect(await ask({ id: 'é' }, { market: 'KE', authorization: 'secret' })).toEqual({
        data: {
          url: '/graphql?v=1',
          method: 'POST',
          of: 'KE',
          body: { query: '{ a }', operationName: 'A', variables: { id: 'é' } },
        },
      });
    }
    expect(sockets.size).toBeLessThanOrEqual(2);
  });

  it('uses the GraphQL in an answer of any status', async () => {
    const { ask } = await open((response) => response.writeHead(400).end('{"errors":[{"message":"no"}]}'));
    expect(await ask()).toEqual({ errors: [{ message: 'no' }] });
  });

  it.each([
    ['HTML', 502, '<h1>Bad gateway</h1>', 'status 502'],
    ['other JSON', 200, '{"hello":1}', 'status 200'],
    ['half an answer', 200, '{"data":{', 'status 200'],
    ['nothing', 204, '', 'status 204'],
  ])('fails for %s', async (_, status, body, message) => {
    const { ask } = await open((response) => response.writeHead(status).end(body));
    await expect(ask()).rejects.toThrow(message);
  });

  it('fails for an answer that is too large', async () => {
    const { ask } = await open((response) => response.end(JSON.stringify({ data: 'x'.repeat(100_000) })), {
      maxResponseBytes: 50_000,
    });
    await expect(ask()).rejects.toThrow('Response content exceeded max size');
  });

  it('gives up a subgraph that stops in the middle of its answer', async () => {
    const { ask } = await open((response) => void response.writeHead(200).write('{"data":'), { timeoutMs: 100 });
    await expect(ask()).rejects.toThrow('did not answer within 100 ms');
  });

  it('fails when the connection breaks', async () => {
    const { ask } = await open((_response, request) => request.socket.destroy());
    await expect(ask()).rejects.toThrow('other side closed');
  });
});
