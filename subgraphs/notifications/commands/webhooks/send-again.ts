import { notFound } from '@soko/errors';
import { once, readIdempotencyKey } from '@soko/idempotency';
import { newId } from '@soko/ids';
import type { Queryable } from '@soko/postgres';
import type { NotificationsContext } from '../../context.ts';
import type { WebhookDelivery } from '../../domain/webhooks/delivery.ts';
import type { WebhookEndpoint } from '../../domain/webhooks/endpoint.ts';
import { testEventType } from '../../domain/webhooks/event-types.ts';
import { bodyOf } from '../../domain/webhooks/public-events.ts';
import { webhookDeliveryPending, webhookEndpointDisabled } from '../../domain/webhooks/refusals.ts';
import { findDelivery, insertDeliveries, queueDelivery } from '../../store/webhooks/deliveries.ts';
import { findEndpoint, lockEndpoint } from '../../store/webhooks/endpoints.ts';
import { isStoreActive } from '../../store/webhooks/known-stores.ts';
import { Refused } from './refused.ts';
import { ownEndpoint, requireChanging } from './require-store-role.ts';

type Disabled = ReturnType<typeof webhookEndpointDisabled>;
type Pending = ReturnType<typeof webhookDeliveryPending>;

interface Command {
  idempotencyKey: string;
  /** Everything that makes it another command. */
  input: readonly string[];
  /** Returns the id of the delivery. */
  work: (tx: Queryable) => Promise<string>;
}

/** Runs a command that makes a delivery due, once for each key, and returns the delivery. */
async function queueOnce<Refusal extends object>(
  context: NotificationsContext,
  { idempotencyKey, input, work }: Command,
): Promise<WebhookDelivery | Refusal> {
  const { id: owner } = requireChanging(context);
  try {
    const id = await once(context.pool, { owner, key: readIdempotencyKey(idempotencyKey), input }, work);
    context.deliverSoon();
    const delivery = await findDelivery(context.pool, id);
    if (delivery === null) throw notFound('The delivery');
    return delivery;
  } catch (error) {
    if (error instanceof Refused) return error.refusal as Refusal;
    throw error;
  }
}

/** Counts against the requests that a team may ask for. */
const takeOne = ({ limits }: NotificationsContext, endpointId: string): Promise<void> =>
  limits.take([{ name: 'notifications.webhooks-asked-for', key: endpointId }]);

async function lockOwn(context: NotificationsContext, tx: Queryable, id: string): Promise<WebhookEndpoint> {
  const endpoint = await ownEndpoint(context, tx, await lockEndpoint(tx, id));
  if (endpoint.status === 'DISABLED') throw new Refused(webhookEndpointDisabled());
  if (!(await isStoreActive(tx, endpoint.storeId))) throw new Refused(webhookEndpointDisabled(false));
  return endpoint;
}

/** Sends a delivery again that has ended. */
export async function redeliverWebhook(
  context: NotificationsContext,
  { deliveryId, idempotencyKey }: { deliveryId: string; idempotencyKey: string },
): Promise<WebhookDelivery | Pending | Disabled> {
  const { pool, now } = context;
  requireChanging(context);
  const found = await findDelivery(pool, deliveryId);
  const endpoint = found && (await findEndpoint(pool, found.endpointId));
  const { id: endpointId } = await ownEndpoint(context, pool, endpoint, 'The delivery');
  await takeOne(context, endpointId);
  return queueOnce<Pending | Disabled>(context, {
    idempotencyKey,
    input: ['redeliverWebhook', deliveryId],
    work: async (tx) => {
      await lockOwn(context, tx, endpointId);
      const delivery = await findDelivery(tx, deliveryId);
      if (delivery === null) throw notFound('The delivery');
      if (delivery.endedAt === null) throw new Refused(webhookDeliveryPending(delivery.status));
      await queueDelivery(tx, deliveryId, now());
      return deliveryId;
    },
  });
}

/** Sends a test event to an endpoint. Its subject is the endpoint: it does not wait for other events. */
export async function sendTestWebhook(
  context: NotificationsContext,
  { endpointId, idempotencyKey }: { endpointId: string; idempotencyKey: string },
): Promise<WebhookDelivery | Disabled> {
  const { pool, now } = context;
  await ownEndpoint(context, pool, await findEndpoint(pool, endpointId));
  await takeOne(context, endpointId);
  return queueOnce<Disabled>(context, {
    idempotencyKey,
    input: ['sendTestWebhook', endpointId],
    work: async (tx) => {
      const { storeId } = await lockOwn(context, tx, endpointId);
      const [id, eventId, createdAt] = [newId('whd'), newId('evt'), now()];
      const event = { id: eventId, type: testEventType, timestamp: createdAt.toISOString(), storeId };
      const data = { message: 'This is a test event of Soko.' };
      const body = bodyOf({ ...event, subject: endpointId, sequence: 1, data });
      await insertDeliveries(tx, [
        { id, endpointId, eventId, type: testEventType, subject: endpointId, body, createdAt },
      ]);
      return id;
    },
  });
}
