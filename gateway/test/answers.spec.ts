import { once } from 'node:events';
import { get } from 'node:http';
import { connect, type Socket } from 'node:net';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SubgraphTransport } from '@soko/subgraph';
import { until } from '@soko/testing';
import { createSubgraphs } from './fixture-graph.ts';
import { startTestGateway, type TestGateway } from './start-test-gateway.ts';

let gateway: TestGateway;

/** More than the buffers of a connection take. */
const hugeBytes = 30_000_000;

/** A subgraph whose texts are large, in an operation that is named so. */
const shop: SubgraphTransport = async ({ operationName }) => {
  const title = 'Kettle '.repeat((operationName?.startsWith('Huge') ? hugeBytes : 20_000) / 7 + 1);
  return { data: { things: [{ __typename: 'Thing', id: 'prd_1', title }] } };
};

beforeAll(async () => {
  gateway = await startTestGateway({
    // Longer than a busy machine stands still.
    env: { READ_TIMEOUT_MS: '3000', MAX_CONNECTIONS_PER_ADDRESS: '20' },
    subgraphs: { ...createSubgraphs(), shop },
  });
});
afterAll(() => gateway.close());

const large = '{ things { id title } }';
const small = '{ things { id } }';

/** An answer as it was sent, without the decoding of `fetch`. */
const fetchRaw = async (query: string, encoding?: string) => {
  const url = `${gateway.url}/graphql?query=${encodeURIComponent(query)}`;
  const headers = { 'apollo-require-preflight': '1', ...(encoding ? { 'accept-encoding': encoding } : {}) };
  const [response] = await once(get(url, { headers, agent: false }), 'response');
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { headers: response.headers as Record<string, string>, body: Buffer.concat(chunks) };
};

describe('a large answer', () => {
  it.each([
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ] as const)('is compressed with %s when the client asks for it', async (encoding, decompress) => {
    const plain = await fetchRaw(large);
    expect(plain.headers).not.toHaveProperty('content-encoding');
    const compressed = await fetchRaw(large, encoding);
    expect(compressed.headers['content-encoding']).toBe(encoding);
    expect(compressed.headers['vary']).toMatch(/accept-encoding/i);
    expect(compressed.body.length).toBeLessThan(plain.body.length / 5);
    expect(decompress(compressed.body).toString()).toBe(plain.body.toString());
  });

  it('is brotli for clients that take both, and plain for those that take another encoding', async () => {
    expect((await fetchRaw(large, 'gzip, deflate, br')).headers['content-encoding']).toBe('br');
    expect((await fetchRaw(large, 'deflate')).headers).not.toHaveProperty('content-encoding');
  });
});

it('a small answer is not compressed', async () => {
  expect((await fetchRaw(small, 'br, gzip')).headers).not.toHaveProperty('content-encoding');
});

it('the body of a request is not decompressed', async () => {
  const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers,
    body: '{"query":"{ __typename }"}',
  });
  // It is read as it is.
  expect(response.status).toBe(200);
});

/** A raw connection to the gateway. */
const open = async (): Promise<Socket> => {
  const { hostname, port } = new URL(gateway.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
};

const ask = (socket: Socket, query: string): void => {
  const body = JSON.stringify({ query });
  const head = `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json`;
  socket.write(`${head}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
};

/** Number of clients that were disconnected because they did not read. */
const givenUp = (): number =>
  gateway.log().filter(({ msg }) => String(msg).includes('read nothing of its answer')).length;

describe('a client', () => {
  it('that reads nothing of its answer is disconnected', async () => {
    const before = givenUp();
    const socket = await open();
    socket.pause();
    ask(socket, 'query Huge { things { title } }');
    await until('the gateway has given up', () => givenUp() > before);
    // What was under way arrives, and not the rest.
    let received = 0;
    socket.on('data', (chunk) => (received += chunk.length));
    const closed = once(socket, 'close');
    socket.resume();
    await closed;
    expect(received).toBeGreaterThan(0);
    expect(received).toBeLessThan(hugeBytes);
  });

  it('that reads slowly gets all of its answer', async () => {
    const socket = await open();
    let received = 0;
    ask(socket, 'query Huge { things { title } }');
    socket.on('data', (chunk) => {
      received += chunk.length;
      socket.pause();
      setImmediate(() => socket.resume());
    });
    await until('the whole answer', () => received > hugeBytes);
    socket.destroy();
  });

  it('cannot hold more connections than an address may have', async () => {
    const sockets = await Promise.all(Array.from({ length: 25 }, open));
    const closed = new Set<Socket>();
    for (const socket of sockets) socket.once('close', () => closed.add(socket)).resume();
    await until('the surplus is closed', () => closed.size >= 5);
    for (const socket of sockets) socket.destroy();
    await until('the address is free again', async () => {
      const response = await fetch(`${gateway.url}/health/live`).catch(() => null);
      return response?.ok;
    });
  });
});
