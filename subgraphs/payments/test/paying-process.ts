/** Payments as a process of its own, for specs to kill while it asks a provider: it does one thing and waits. */
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
  SPEC_DOCUMENT: z.string(),
  SPEC_INPUT: z.string(),
});

const subgraph = await startSubgraph(payments, {
  databaseUrl: spec.SPEC_DATABASE,
  bus: createPostgresLog({ url: spec.SPEC_EVENTS, log: silentLogger }),
  log: silentLogger,
  env: JSON.parse(spec.SPEC_ENV) as Record<string, string>,
});
const answer = await subgraph.execute({
  query: spec.SPEC_DOCUMENT,
  variables: { input: JSON.parse(spec.SPEC_INPUT) as unknown },
  identity: serviceIdentity('orders', 'cor_killed'),
});
process.stdout.write(JSON.stringify(answer));
