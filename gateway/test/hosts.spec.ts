import { once } from 'node:events';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { startTestGateway, type TestGateway } from './start-test-gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({
    env: {
      NODE_ENV: 'development',
      SOKO_PUBLIC_URL: 'https://soko.example.com',
      ALLOWED_HOSTS: 'gateway, shop.test:8080',
    },
  });
});
afterAll(() => gateway.close());

/** The status of a request with a `Host` of its own, which fetch does not allow. */
async function statusOf(
  path: string,
  headers: Record<string, string>,
  body?: object,
  url = gateway.url,
): Promise<number> {
  const method = body ? 'POST' : 'GET';
  const sent = request(`${url}${path}`, { method, headers: { 'content-type': 'application/json', ...headers } });
  sent.end(body ? JSON.stringify(body) : undefined);
  const [response] = (await once(sent, 'response')) as [{ statusCode: number; resume(): void }];
  response.resume();
  return response.statusCode;
}

/** Whether a socket opens, or the status of the refusal. */
async function openSocket(headers: Record<string, string>): Promise<'open' | number> {
  const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers });
  socket.on('error', () => {});
  return new Promise((resolve) => {
    socket.on('open', () => {
      socket.terminate();
      resolve('open');
    });
    socket.on('unexpected-response', (_, { statusCode }) => resolve(statusCode ?? 0));
  });
}

const query = { query: '{ things { id } }' };

describe('a host name', () => {
  it.each([
    'evil.example',
    'evil.example:4000',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'soko.example.com.evil',
  ])('is refused for the graph, sockets and the playground: %s', async (host) => {
    // For its browser such a page is of the same origin as the gateway.
    const headers = { host, origin: `http://${host}` };
    expect(await statusOf('/graphql', headers, query)).toBe(403);
    expect(await statusOf('/', { host })).toBe(403);
    expect(await statusOf('/graphql', { host, accept: 'text/html' })).toBe(403);
    expect(await statusOf('/playground/main.js', { host })).toBe(403);
    expect(await openSocket(headers)).toBe(403);
  });

  it.each(['localhost:4000', 'LOCALHOST', 'soko.localhost', '127.0.0.1:1', '[::1]:4000', '192.168.1.4:4000'])(
    'is served: %s, an address or this machine',
    async (host) => {
      expect(await statusOf('/graphql', { host, origin: `http://${host.toLowerCase()}` }, query)).toBe(200);
      expect(await openSocket({ host })).toBe('open');
    },
  );

  it.each(['soko.example.com', 'SOKO.example.com.', 'gateway:4000', 'shop.test'])(
    'is served: %s, as configured',
    async (host) => {
      expect(await statusOf('/graphql', { host }, query)).toBe(200);
    },
  );

  it('of a forwarded request counts as well, and not instead', async () => {
    const behind = await startTestGateway({ env: { TRUST_PROXY: '1' } });
    const forwarded = { 'x-forwarded-for': '203.0.113.9', 'x-forwarded-host': 'localhost' };
    expect(await statusOf('/graphql', { host: 'evil.example', ...forwarded }, query, behind.url)).toBe(403);
    expect(await statusOf('/graphql', { ...forwarded, 'x-forwarded-host': 'evil.example' }, query, behind.url)).toBe(
      403,
    );
    expect(await statusOf('/graphql', forwarded, query, behind.url)).toBe(200);
    await behind.close();
  });

  it('does not matter for the health of the gateway', async () => {
    expect(await statusOf('/health/live', { host: '10.0.0.7:4000' })).toBe(200);
    expect(await statusOf('/health/live', { host: 'gateway-7' })).toBe(200);
  });
});

describe('an origin', () => {
  it.each([
    ['https://evil.example', 403],
    ['null', 403],
    ['https://soko.example.com', 200],
    ['http://localhost:5173', 200],
  ])('%s gets %i', async (origin, status) => {
    expect(await statusOf('/graphql', { origin }, query)).toBe(status);
    expect(await openSocket({ origin })).toBe(status === 200 ? 'open' : status);
  });
});
