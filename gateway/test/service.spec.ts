import { Agent, createServer, request as sendRequest } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createReplayGuard, verifyRequest } from '@soko/auth';
import type { SubgraphTransport } from '@soko/subgraph';
import type { Gateway } from '../index.ts';
import { startGatewayService } from '../service.ts';
import { createSubgraphs, fixtureSupergraph } from './fixture-graph.ts';
import { createTokens } from './start-test-gateway.ts';

const serviceKey = 'the-key-of-all-services';
const tokens = await createTokens();
const closers: (() => Promise<unknown> | void)[] = [];
let gateway: Gateway;

/** A subgraph as a process of its own serves it: signed GraphQL, its keys, files up and down. */
async function serve(subgraph: string, execute: SubgraphTransport): Promise<string> {
  const isReplay = createReplayGuard();
  const server = createServer(async (request, response) => {
    // Answered before the body is read, as a server does whose limit the length exceeds.
    if (request.url === '/uploads/refused') return response.writeHead(413).end('{"refused":true}');
    if (request.url === '/uploads/refused-and-closed') {
      response.once('finish', () => request.socket.destroySoon());
      return response.writeHead(413, { connection: 'close' }).end('{"refused":true}');
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    if (request.url === '/.well-known/jwks.json') return response.end(JSON.stringify({ keys: [tokens.jwk] }));
    if (request.url !== '/graphql') {
      response.setHeader('content-type', 'image/png').setHeader('x-method', request.method ?? '');
      response.setHeader('x-seen', JSON.stringify([request.url, request.headers['soko-identity'] ?? null]));
      return response.end(body);
    }
    const identity = verifyRequest({ keys: serviceKey, subgraph, isReplay }, request.headers, body.toString());
    if (!identity) return response.writeHead(401).end('{}');
    return response.end(
      JSON.stringify(await execute({ ...(JSON.parse(body.toString()) as { query: string }), identity })),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'soko-gateway-'));
  closers.push(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'supergraph.graphql'), fixtureSupergraph());
  const { people, shop } = createSubgraphs();
  const [usersUrl, peopleUrl, shopUrl] = await Promise.all([
    serve('users', people!),
    serve('people', people!),
    serve('shop', shop!),
  ]);
  gateway = await startGatewayService({
    NODE_ENV: 'test',
    PORT: '0',
    LOG_LEVEL: 'silent',
    SOKO_SERVICE_KEY: serviceKey,
    SUPERGRAPH_PATH: join(folder, 'supergraph.graphql'),
    USERS_URL: usersUrl,
    PEOPLE_URL: peopleUrl,
    SHOP_URL: `${shopUrl}/graphql`,
    FORWARDED_PATHS: 'shop:/media,shop:/uploads',
    DRAIN_DELAY_MS: '0',
  });
  closers.push(() => gateway.close());
});
afterAll(async () => {
  for (const close of closers.toReversed()) await close();
});

const ask = async (query: string, token?: string): Promise<unknown> => {
  const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) };
  const response = await fetch(`${gateway.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
  return response.json();
};

describe('a gateway that runs alone', () => {
  it('joins what its subgraphs answer over signed HTTP', async () => {
    expect(await ask('{ things(first: 1) { title owner { name } } }')).toEqual({
      data: { things: [{ title: 'Kettle', owner: { name: 'Amina' } }] },
    });
  });

  it('verifies tokens with the keys that users publishes, and resolves API keys there', async () => {
    expect(await ask('{ me { name } }', await tokens.sign())).toEqual({ data: { me: { name: 'Amina' } } });
    expect(await ask('{ secretThings { id } }', 'soko_demo_secret')).toMatchObject({
      data: { secretThings: [{}, {}] },
    });
  });

  it('is ready when its subgraphs are', async () => {
    const ready = await fetch(`${gateway.url}/health/ready`);
    expect(await ready.json()).toEqual({ status: 'ready', dependencies: { people: 'ok', shop: 'ok' } });
  });

  it('forwards files byte for byte, larger than any operation may be, and no identity', async () => {
    const bytes = Buffer.alloc(3_000_000, 'soko\0\xff');
    const answer = await fetch(`${gateway.url}/uploads/upl_1?signature=a%2Fb`, {
      method: 'PUT',
      headers: { 'content-type': 'image/png', 'soko-identity': 'forged' },
      body: bytes,
    });
    expect(answer.headers.get('x-method')).toBe('PUT');
    expect(answer.headers.get('x-seen')).toBe('["/uploads/upl_1?signature=a%2Fb",null]');
    expect(answer.headers.get('content-type')).toBe('image/png');
    expect(bytes.equals(Buffer.from(await answer.arrayBuffer()))).toBe(true);
  });

  it.each(['/uploads/refused', '/uploads/refused-and-closed', '/graphql', '/uploads/upl_2'])(
    'goes on with the connection after a body of 5 MB to %s',
    async (path) => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      closers.push(() => agent.destroy());
      const send = (method: string, to: string, body?: Buffer): Promise<number | undefined> =>
        new Promise((resolve, reject) => {
          const headers = body ? { 'content-type': 'application/json', 'content-length': body.length } : {};
          const sent = sendRequest(`${gateway.url}${to}`, { method, agent, headers }, (response) => {
            response.once('end', () => resolve(response.statusCode)).resume();
          });
          sent.once('error', reject);
          sent.end(body);
        });
      const large = await send('POST', path, Buffer.alloc(5_000_000, '{'));
      // A server that closes its connection may take its answer with it.
      expect(path === '/uploads/upl_2' ? [200] : [413, 503]).toContain(large);
      // Over the same connection, unless the answer has ended it.
      expect(await send('GET', '/media/picture.png')).toBe(200);
    },
    5_000,
  );

  it('forwards only the configured paths, and what is below them', async () => {
    for (const path of ['/internal', '/mediation', '/upload']) {
      expect((await fetch(`${gateway.url}${path}`)).status).toBe(404);
    }
    // A link may have nothing but a query.
    for (const path of ['/media?token=a%2Fb', '/uploads', '/media/a/b']) {
      const answer = await fetch(`${gateway.url}${path}`);
      expect([answer.status, answer.headers.get('x-seen')]).toEqual([200, JSON.stringify([path, null])]);
    }
  });

  it('says at once everything that is wrong with its variables', async () => {
    const wrong = { PORT: 'x', SOKO_SERVICE_KEY: 'short', FORWARDED_PATHS: 'media' };
    await expect(startGatewayService(wrong)).rejects.toThrow(/PORT[^]*SOKO_SERVICE_KEY[^]*FORWARDED_PATHS/);
  });
});
