/** Payments as a separate process, which specs kill while it calls providers. It runs several operations at once. */
import { serviceIdentity } from '@soko/auth';
import { readEnv } from '@soko/env';
import { createPostgresLog } from '@soko/event-bus';
import { silentLogger } from '@soko/log';
import { startSubgraph } from '@soko/subgraph';
import { z } from 'zod';
import { payments } from '../index.ts';

const spec = readEnv({
  SPEC_DATABASE: z.url(),
  SPEC_EVENTS: z.url(),
  SPEC_ENV: z.string(),
  SPEC_OPERATIONS: z.string(),
});

const subgraph = await startSubgraph(payments, {
  databaseUrl: spec.SPEC_DATABASE,
  bus: createPostgresLog({ url: spec.SPEC_EVENTS, log: silentLogger }),
  log: silentLogger,
  env: JSON.parse(spec.SPEC_ENV) as Record<string, string>,
});
const operations = JSON.parse(spec.SPEC_OPERATIONS) as { document: string; input: unknown }[];
await Promise.all(
  operations.map(async ({ document, input }) => {
    const result = await subgraph.execute({
      query: document,
      variables: { input },
      identity: serviceIdentity('orders', 'cor_killed'),
    });
    process.stdout.write(JSON.stringify(result));
  }),
);
