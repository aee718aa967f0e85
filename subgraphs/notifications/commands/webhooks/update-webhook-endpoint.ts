import { badUserInput } from '@soko/errors';
import { inTransaction } from '@soko/postgres';
import type { NotificationsContext } from '../../context.ts';
import type { WebhookEndpoint } from '../../domain/webhooks/endpoint.ts';
import type { WebhookUrlNotAllowed } from '../../domain/webhooks/refusals.ts';
import {
  disableEndpoint,
  enableEndpoint,
  findEndpoint,
  lockEndpoint,
  saveEndpoint,
} from '../../store/webhooks/endpoints.ts';
import { readChosenTypes, readDescription, readEndpointUrl } from './read-endpoint.ts';
import { ownEndpoint } from './require-store-role.ts';

interface Input {
  endpointId: string;
  url?: string | null | undefined;
  eventTypes?: readonly string[] | null | undefined;
  description?: string | null | undefined;
  status?: WebhookEndpoint['status'] | null | undefined;
}

/** `null` is no value for what an endpoint must have. */
function requireValues(input: Input): void {
  for (const field of ['url', 'eventTypes', 'status'] as const)
    if (input[field] === null)
      throw badUserInput(`\`${field}\` must not be null. Omit it to keep it.`, `input.${field}`);
}

/** Changes an endpoint of a store. Omitted fields keep their values. */
export async function updateWebhookEndpoint(
  context: NotificationsContext,
  input: Input,
): Promise<WebhookEndpoint | WebhookUrlNotAllowed> {
  const { pool, now } = context;
  const { endpointId } = input;
  await ownEndpoint(context, pool, await findEndpoint(pool, endpointId));
  requireValues(input);
  const eventTypes = input.eventTypes == null ? null : readChosenTypes(input.eventTypes);
  const description = input.description === undefined ? undefined : readDescription(input.description);
  const url = input.url == null ? null : await readEndpointUrl(context, input.url);
  if (url !== null && typeof url !== 'string') return url;
  return inTransaction(pool, async (tx) => {
    const before = await ownEndpoint(context, tx, await lockEndpoint(tx, endpointId));
    const changed = {
      id: endpointId,
      url: url ?? before.url,
      eventTypes: eventTypes ?? before.eventTypes,
      description: description === undefined ? before.description : description,
    };
    await saveEndpoint(tx, changed, now());
    if (input.status === 'ACTIVE') await enableEndpoint(tx, endpointId);
    if (input.status === 'DISABLED') await disableEndpoint(tx, endpointId, 'TEAM', now());
    return (await findEndpoint(tx, endpointId))!;
  });
}
