import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { notFound } from '@soko/errors';
import { createPostgresLog } from '@soko/event-bus';
import { createLogger, silentLogger } from '@soko/log';
import { createTestDatabase } from '@soko/testing';
import { defineSubgraph, serveSubgraph, startSubgraph } from '../index.ts';

const routed = defineSubgraph({
  name: 'routed',
  typeDefs: 'type Query { ok: Boolean }',
  resolvers: {},
  env: {},
  open: async () => ({
    context: () => ({}),
    routes(app) {
      app.get('/files/broken', async () => {
        throw new Error('password=hunter2 at postgres://soko@10.0.0.7');
      });
      app.get('/files/missing', async () => {
        throw notFound('The file');
      });
      app.post('/files', { bodyLimit: 10 }, async () => ({}));
    },
  }),
});

const lines: string[] = [];
const undo: (() => Promise<unknown>)[] = [];
let url: string;

beforeAll(async () => {
  const database = await createTestDatabase({
    migrations: join(import.meta.dirname, '../../outbox/test/fixture/migrations'),
  });
  undo.push(database.drop);
  const bus = createPostgresLog({ url: database.connectionString, log: silentLogger });
  undo.push(() => bus.close());
  const subgraph = await startSubgraph(routed, { databaseUrl: database.connectionString, bus, log: silentLogger });
  undo.push(() => subgraph.close());
  const log = createLogger({ name: 'routed', level: 'info', destination: { write: (line) => void lines.push(line) } });
  const { app } = await serveSubgraph(subgraph, { port: 0, host: '127.0.0.1', serviceKeys: 'a key for specs', log });
  undo.push(() => app.close());
  const [address] = app.addresses();
  url = `http://127.0.0.1:${(address as AddressInfo).port}`;
});

afterAll(async () => {
  for (const step of undo.toReversed()) await step();
});

describe('an error of a route of a subgraph that runs alone', () => {
  it('is masked when it is a fault, and logged with the request id', async () => {
    const response = await fetch(`${url}/files/broken`, { headers: { 'x-request-id': 'edge-7' } });
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({
      errors: [
        {
          message: 'Something went wrong on our side. Try again later.',
          extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'edge-7' },
        },
      ],
    });
    expect(lines.join('')).toContain('a request failed');
    expect(lines.join('')).toContain('edge-7');
  });

  it.each([
    ['the caller is mistaken', '/files/missing', 404, 'NOT_FOUND', undefined],
    ['the body is too large', '/files', 413, 'BAD_USER_INPUT', JSON.stringify('x'.repeat(20))],
  ])('says so when %s', async (_, path, status, code, body) => {
    const post = { method: 'POST', body: body ?? null, headers: { 'content-type': 'application/json' } };
    const response = await fetch(`${url}${path}`, body === undefined ? {} : post);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code } }] });
  });
});
