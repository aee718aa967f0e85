import { type EventsOf, fulfilmentDelivery } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import { followEvent } from '../commands/follow-event.ts';
import { followFulfilment, type FulfilmentFact } from '../domain/follow-fulfilment.ts';
import type { OrdersServices } from '../services.ts';
import { group } from './group.ts';

function factOf(event: EventsOf<typeof fulfilmentDelivery>): FulfilmentFact | null {
  switch (event.type) {
    case 'fulfilment.delivery.started':
      return { kind: 'deliveryStarted' };
    case 'fulfilment.delivery.completed':
      return { kind: 'deliveryCompleted' };
    case 'fulfilment.delivery.failed':
      return { kind: 'deliveryFailed', reason: event.data.reason };
    case 'fulfilment.delivery.returned':
      return { kind: 'returned' };
    default:
      return null;
  }
}

/**
 * Moves the order `PACKAGED → IN_DELIVERY → FULFILLED` and captures its payment. A failed delivery is tried again; a return
 * voids the payment.
 */
export const onDeliveryChanged = (services: OrdersServices): Consumer =>
  consumer({
    group,
    on: fulfilmentDelivery,
    types: ['started', 'completed', 'failed', 'returned'],
    async handle(event) {
      const fact = factOf(event);
      if (fact === null) return;
      await followEvent(services, { group, event, orderId: event.data.orderId }, (_, order) =>
        followFulfilment(order, fact, services.now()),
      );
    },
  });
