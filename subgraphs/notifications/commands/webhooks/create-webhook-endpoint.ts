import { notFound } from '@soko/errors';
import { once, readIdempotencyKey } from '@soko/idempotency';
import { newId } from '@soko/ids';
import { inTransaction } from '@soko/postgres';
import { seal, unseal } from '@soko/seal';
import type pg from 'pg';
import type { NotificationsContext } from '../../context.ts';
import { maxEndpoints, secretSeal, type WebhookEndpoint } from '../../domain/webhooks/endpoint.ts';
import { webhookLimitReached, type WebhookUrlNotAllowed } from '../../domain/webhooks/refusals.ts';
import { newSecret } from '../../domain/webhooks/sign.ts';
import { findSealed, insertEndpoint } from '../../store/webhooks/endpoints.ts';
import { lockStore } from '../../store/webhooks/known-stores.ts';
import { readChosenTypes, readDescription, readEndpointUrl } from './read-endpoint.ts';
import { Refused } from './refused.ts';
import { requireToChange } from './require-store-role.ts';

export interface WithSecret {
  __typename: 'WebhookEndpointWithSecret';
  endpoint: WebhookEndpoint;
  secret: string;
}

interface Input {
  idempotencyKey?: string | null | undefined;
  storeId: string;
  url: string;
  eventTypes: readonly string[];
  description?: string | null | undefined;
}

/** Adds an address of a store. The secret is saved sealed, and returned once. */
export async function createWebhookEndpoint(
  context: NotificationsContext,
  input: Input,
): Promise<WithSecret | WebhookUrlNotAllowed | ReturnType<typeof webhookLimitReached>> {
  const { pool, sealKeys, now } = context;
  const { storeId } = input;
  const { id: createdBy } = await requireToChange(context, pool, storeId);
  const eventTypes = readChosenTypes(input.eventTypes);
  const description = readDescription(input.description);
  const url = await readEndpointUrl(context, input.url);
  if (typeof url !== 'string') return url;
  const secret = newSecret();
  const createdAt = now();
  const endpoint: WebhookEndpoint = {
    id: newId('whe'),
    storeId,
    url,
    description,
    eventTypes,
    status: 'ACTIVE',
    createdAt,
    updatedAt: createdAt,
    disabledReason: null,
    disabledAt: null,
    failingSince: null,
    previousSecretUntil: null,
  };
  const save = async (tx: pg.PoolClient): Promise<string> => {
    if ((await lockStore(tx, storeId)) === null) throw notFound('The store');
    // Again: the role may have ended while the host was looked up.
    await requireToChange(context, tx, storeId);
    const sealed = seal(sealKeys, secretSeal, secret);
    if (!(await insertEndpoint(tx, endpoint, { secret: sealed, createdBy, max: maxEndpoints })))
      throw new Refused(webhookLimitReached(maxEndpoints));
    return endpoint.id;
  };
  try {
    const { idempotencyKey, ...rest } = input;
    if (idempotencyKey == null) {
      await inTransaction(pool, save);
      return { __typename: 'WebhookEndpointWithSecret', endpoint, secret };
    }
    const key = readIdempotencyKey(idempotencyKey);
    const command = { owner: createdBy, key, input: { command: 'createWebhookEndpoint', ...rest } };
    return await withSecret(context, await once(pool, command, save));
  } catch (error) {
    if (error instanceof Refused) return error.refusal as ReturnType<typeof webhookLimitReached>;
    throw error;
  }
}

/** An endpoint with its secret, for the one who created it. NOT_FOUND when it was removed meanwhile. */
async function withSecret({ pool, sealKeys }: NotificationsContext, id: string): Promise<WithSecret> {
  const found = await findSealed(pool, id);
  if (found === null) throw notFound('The webhook endpoint');
  const { secret, previousSecret: _, ...endpoint } = found;
  return { __typename: 'WebhookEndpointWithSecret', endpoint, secret: unseal(sealKeys, secretSeal, secret) };
}
