/** Orders as a process of its own, for specs to kill. Its peers are in the process that started it. */
import { readEnv } from '@soko/env';
import { createPostgresLog } from '@soko/event-bus';
import { silentLogger } from '@soko/log';
import { serveSubgraph, startSubgraph, type SubgraphResponse, type SubgraphTransport } from '@soko/subgraph';
import { z } from 'zod';
import { orders } from '../index.ts';

const env = readEnv({ SPEC_DATABASE: z.url(), SPEC_EVENTS: z.url(), SPEC_PEERS: z.url() });

const peers =
  (name: string): SubgraphTransport =>
  async (request) => {
    const response = await fetch(`${env.SPEC_PEERS}${name}`, { method: 'POST', body: JSON.stringify(request) });
    return (await response.json()) as SubgraphResponse;
  };

const bus = createPostgresLog({ url: env.SPEC_EVENTS, log: silentLogger });
const subgraph = await startSubgraph(orders, {
  databaseUrl: env.SPEC_DATABASE,
  bus,
  peers,
  log: silentLogger,
  env: { SOKO_SEAL_KEY: 'a key for specs alone, long enough', ORDERS_SAGA_LEASE_MS: '1000' },
});
const app = await serveSubgraph(subgraph, { host: '127.0.0.1', port: 0, serviceKey: 'a key for specs' });
const address = app.server.address();
process.stdout.write(`port ${typeof address === 'object' ? address?.port : ''}\n`);
