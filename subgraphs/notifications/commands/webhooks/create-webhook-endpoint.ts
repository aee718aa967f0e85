import { notFound } from '@soko/errors';
import { newId } from '@soko/ids';
import { inTransaction } from '@soko/postgres';
import { seal } from '@soko/seal';
import type { NotificationsContext } from '../../context.ts';
import { maxEndpoints, secretSeal, type WebhookEndpoint } from '../../domain/webhooks/endpoint.ts';
import { webhookLimitReached, type WebhookUrlNotAllowed } from '../../domain/webhooks/refusals.ts';
import { newSecret } from '../../domain/webhooks/sign.ts';
import { insertEndpoint } from '../../store/webhooks/endpoints.ts';
import { lockStore } from '../../store/webhooks/known-stores.ts';
import { readChosenTypes, readDescription, readEndpointUrl } from './read-endpoint.ts';
import { requireToChange } from './require-store-role.ts';

export interface WithSecret {
  __typename: 'WebhookEndpointWithSecret';
  endpoint: WebhookEndpoint;
  secret: string;
}

interface Input {
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
  const isSaved = await inTransaction(pool, async (tx) => {
    if ((await lockStore(tx, storeId)) === null) throw notFound('The store');
    // Again: the role may have ended while the host was looked up.
    await requireToChange(context, tx, storeId);
    return insertEndpoint(tx, endpoint, { secret: seal(sealKeys, secretSeal, secret), createdBy, max: maxEndpoints });
  });
  if (!isSaved) return webhookLimitReached(maxEndpoints);
  return { __typename: 'WebhookEndpointWithSecret', endpoint, secret };
}
