import { createPostgresLog } from '@soko/event-bus';
import { silentLogger } from '@soko/log';
import { startSubgraph } from '@soko/subgraph';
import { products } from '../index.ts';

/** A products service that a spec can kill. Reads `DATABASE_URL`, `EVENTS_URL` and the variables of products. */
// oxlint-disable-next-line node/no-process-env
const { DATABASE_URL = '', EVENTS_URL = '', ...env } = process.env;

const bus = createPostgresLog({ url: EVENTS_URL, log: silentLogger });
await startSubgraph(products, { databaseUrl: DATABASE_URL, bus, log: silentLogger, env, keepSentMs: 3_600_000 });
