import { ordersOrder } from '@soko/events';
import { consumer } from '@soko/outbox';
import { publishToStores } from '../commands/webhooks/publish-to-stores.ts';
import { type OrderEvent, publishOrder } from '../domain/webhooks/publish-orders.ts';
import { webhookGroup } from '../group.ts';
import type { NotificationsServices } from '../services.ts';

const publicationOf = (event: OrderEvent) => ({ event, published: publishOrder(event) });

/** Publishes the steps of an order to the stores that sell in it. */
export const onOrderForStores = (services: NotificationsServices) =>
  consumer({
    group: webhookGroup,
    on: ordersOrder,
    types: [
      'confirmed',
      'modified',
      'cancelled',
      'packaged',
      'shipped',
      'delivery_failed',
      'fulfilled',
      'failed',
      'refunded',
      'payment_changed',
    ],
    handle: (event) => publishToStores(services, [publicationOf(event)]),
    handleMany: (events) => publishToStores(services, events.map(publicationOf)),
  });
