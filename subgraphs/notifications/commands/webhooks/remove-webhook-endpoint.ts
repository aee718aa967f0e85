import { inTransaction } from '@soko/postgres';
import type { NotificationsContext } from '../../context.ts';
import { lockEndpoint, removeEndpoint } from '../../store/webhooks/endpoints.ts';
import { ownEndpoint } from './require-store-role.ts';

/** Removes an endpoint with its deliveries. A request that is being sent is not recalled. */
export const removeWebhookEndpoint = (
  context: NotificationsContext,
  { endpointId }: { endpointId: string },
): Promise<{ id: string }> =>
  inTransaction(context.pool, async (tx) => {
    await ownEndpoint(context, tx, await lockEndpoint(tx, endpointId));
    await removeEndpoint(tx, endpointId);
    return { id: endpointId };
  });
