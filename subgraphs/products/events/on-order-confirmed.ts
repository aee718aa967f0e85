import { ordersOrder } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import { countOrderWon } from '../store/adverts/orders-won.ts';
import { digestsOfUser } from '../store/adverts/viewer-digest.ts';
import type { ConsumerDeps } from './consumer-deps.ts';
import { group } from './group.ts';

/** Counts orders for the adverts that their buyer clicked before. A repeat changes nothing, so no inbox is needed. */
export const onOrderConfirmed = ({ pool, sealKeys }: ConsumerDeps): Consumer =>
  consumer({
    group,
    on: ordersOrder,
    types: ['confirmed'],
    handle: async (event) => {
      const { buyerId, lines } = event.data.order;
      if (buyerId === null) return;
      await countOrderWon(pool, {
        orderId: event.subject,
        viewers: digestsOfUser(sealKeys, buyerId),
        productIds: [...new Set(lines.map(({ productId }) => productId))],
        at: new Date(event.time),
      });
    },
  });
