import { readAdminBody } from '@soko/simulator-kit';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type CaughtRecord, change, type WebhookRecords } from './records.ts';
import { signatureOf, type SignatureState } from './verify.ts';

/** Secrets of a receiver that are kept: two during a rotation. */
const mostSecrets = 2;

const secretBody = z.strictObject({
  secret: z
    .string()
    .trim()
    .regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/, 'must be a secret that starts with whsec_'),
});

export interface SeenWebhook extends CaughtRecord {
  signature: SignatureState;
}

/** The newest webhooks to `receiver`, or to all. */
export function listCaught(records: WebhookRecords, receiver: string | null, limit: number): SeenWebhook[] {
  const found: SeenWebhook[] = [];
  for (const caught of records.newestFirst('caught')) {
    if (receiver !== null && caught.receiver !== receiver) continue;
    const secrets = records.get('receivers', caught.receiver)?.secrets ?? [];
    if (found.push({ ...caught, signature: signatureOf(caught, secrets) }) === limit) break;
  }
  return found;
}

/** The admin API: what was caught, and the secrets that check it. */
export function addWebhooksAdmin(app: FastifyInstance, records: WebhookRecords): void {
  app.get<{ Querystring: { receiver?: string } }>('/caught', async ({ query }) => ({
    total: records.count('caught'),
    data: listCaught(records, query.receiver ?? null, 1_000),
  }));
  app.put<{ Params: { receiver: string } }>('/receivers/:receiver', async ({ params, body }) => {
    const { secret } = readAdminBody(secretBody, body);
    const before = records.get('receivers', params.receiver)?.secrets ?? [];
    const secrets = [secret, ...before.filter((each) => each !== secret)].slice(0, mostSecrets);
    change(records, (draft) => draft.put('receivers', { id: params.receiver, secrets }));
    return { receiver: params.receiver, secrets: secrets.length };
  });
}
