/** Notifications as a process of its own, for specs to kill. Its log of events is in Postgres. */
import { readEnv } from '@soko/env';
import { createPostgresLog } from '@soko/event-bus';
import { silentLogger } from '@soko/log';
import { startSubgraph } from '@soko/subgraph';
import { z } from 'zod';
import { notifications } from '../index.ts';

const env = readEnv({ SPEC_DATABASE: z.url(), SPEC_EVENTS: z.url(), SPEC_SMTP: z.url(), SPEC_SEAL_KEY: z.string() });

const bus = createPostgresLog({ url: env.SPEC_EVENTS, log: silentLogger });
await startSubgraph(notifications, {
  databaseUrl: env.SPEC_DATABASE,
  bus,
  log: silentLogger,
  env: { SOKO_SEAL_KEY: env.SPEC_SEAL_KEY, SMTP_URL: env.SPEC_SMTP, MAIL_AT_ONCE: '20', MAIL_PER_SECOND: '2000' },
});
process.stdout.write('started\n');
