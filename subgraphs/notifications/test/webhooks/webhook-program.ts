/** A process that posts the webhooks of a database, for a spec that kills it while it posts. */
import { readEnv } from '@soko/env';
import { silentLogger } from '@soko/log';
import pg from 'pg';
import { z } from 'zod';
import { createWebhookDelivery } from '../../commands/webhooks/deliver-webhooks.ts';
import { notificationsEnv } from '../../env.ts';
import { createPostWebhook, createResolve } from '../../providers/webhook-post.ts';

const env = readEnv({ ...notificationsEnv, DATABASE_URL: z.string() });

const services = {
  pool: new pg.Pool({ connectionString: env.DATABASE_URL }),
  sealKeys: [env.SOKO_SEAL_KEY] as const,
  log: silentLogger,
  now: () => new Date(),
};

const rules = { ports: env.WEBHOOK_PORTS.map(Number), trustedOrigins: env.WEBHOOK_TRUSTED_ORIGINS };
const timeoutMs = env.WEBHOOK_TIMEOUT_MS;

await createWebhookDelivery(
  services,
  createPostWebhook({ ...rules, resolve: createResolve({ timeoutMs: 500 }), timeoutMs }),
  { atOnce: 5, maxTries: 3, disableMs: 86_400_000, timeoutMs },
).runDue();
