import { ordersOrder, trailOf } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import { releaseWithin } from '../commands/release-reservations.ts';
import { onceOnly } from '../store/transaction.ts';
import type { ConsumerDeps } from './consumer-deps.ts';
import { group } from './group.ts';

/** What an order that is over had reserved can be sold again, if orders has not said so before. */
export const onOrderCancelled = ({ pool, lowAt, now }: ConsumerDeps): Consumer =>
  consumer({
    group,
    on: ordersOrder,
    types: ['cancelled', 'expired'],
    handle: (event) =>
      onceOnly(pool, group, event, async (client) => {
        const over = event.type === 'orders.order.expired' ? 'The order expired.' : 'The order was cancelled.';
        const reason = event.data.reason ?? over;
        const trail = trailOf(event, 'fulfilment', now);
        await releaseWithin(client, { orderIds: [event.subject], reason }, { trail, lowAt });
      }),
  });
