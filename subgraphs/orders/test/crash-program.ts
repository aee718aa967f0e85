/** Orders as a process of its own, for specs to kill. It starts when it reads a line; its peers are in the spec. */
import { once } from 'node:events';
import { readEnv } from '@soko/env';
import { createPostgresLog } from '@soko/event-bus';
import { silentLogger } from '@soko/log';
import { serveSubgraph, startSubgraph, type SubgraphResponse, type SubgraphTransport } from '@soko/subgraph';
import { z } from 'zod';
import { orders } from '../index.ts';

const env = readEnv({ SPEC_DATABASE: z.url(), SPEC_EVENTS: z.url(), SPEC_PEERS: z.url(), SPEC_LEASE_MS: z.string() });

const peers =
  (name: string): SubgraphTransport =>
  async (request) => {
    const response = await fetch(`${env.SPEC_PEERS}${name}`, { method: 'POST', body: JSON.stringify(request) });
    return (await response.json()) as SubgraphResponse;
  };

await once(process.stdin, 'data');

const bus = createPostgresLog({ url: env.SPEC_EVENTS, log: silentLogger });
const subgraph = await startSubgraph(orders, {
  databaseUrl: env.SPEC_DATABASE,
  bus,
  peers,
  log: silentLogger,
  env: { SOKO_SEAL_KEY: 'a key for specs alone and long enough', ORDERS_SAGA_LEASE_MS: env.SPEC_LEASE_MS },
});
const { app } = await serveSubgraph(subgraph, {
  host: '127.0.0.1',
  port: 0,
  serviceKeys: 'a key for specs',
  log: silentLogger,
});
const address = app.server.address();
process.stdout.write(`port ${typeof address === 'object' ? address?.port : ''}\n`);
