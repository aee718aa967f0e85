import { ordersOrder, trailOf } from '@soko/events';
import { type Consumer, consumer, onceOnly } from '@soko/outbox';
import { releaseInTransaction } from '../commands/release-reservations.ts';
import type { FulfilmentServices } from '../services.ts';
import { group } from './group.ts';

/** Releases the reservation of a cancelled or expired order, unless orders released it before. */
export const onOrderCancelled = ({ pool, lowAt, now }: FulfilmentServices): Consumer =>
  consumer({
    group,
    on: ordersOrder,
    types: ['cancelled', 'expired'],
    handle: (event) =>
      onceOnly(pool, group, event, async (client) => {
        const fallback = event.type === 'orders.order.expired' ? 'The order expired.' : 'The order was cancelled.';
        const reason = event.data.reason ?? fallback;
        const trail = trailOf(event, 'fulfilment', now);
        await releaseInTransaction(client, { orderIds: [event.subject], reason }, { trail, lowAt });
      }),
  });
