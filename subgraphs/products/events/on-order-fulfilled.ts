import { type EventsOf, ordersOrder } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import type { Purchase } from '../domain/reviews/purchase.ts';
import { savePurchases } from '../store/reviews/purchases.ts';
import type { ConsumerDeps } from './consumer-deps.ts';
import { purchaseGroup } from './group.ts';

type Fulfilled = Extract<EventsOf<typeof ordersOrder>, { type: 'orders.order.fulfilled' }>;

/** What the buyer got: lines of which nothing was packed are left out. */
const toPurchase = ({ subject, time, data: { order } }: Fulfilled): Purchase => ({
  orderId: subject,
  number: order.number,
  sellerId: order.sellerId,
  buyerId: order.buyerId,
  goods: order.lines
    .filter(({ packedQuantity }) => packedQuantity !== 0)
    .map(({ productId, storeId, title }) => ({ productId, storeId, title })),
  isDelivered: order.deliveryMethod === 'STANDARD' || order.deliveryMethod === 'EXPRESS',
  fulfilledAt: new Date(time),
});

/** Remembers what buyers may review, and counts the sale. An order is saved once, so no inbox is needed. */
export const onOrderFulfilled = ({ pool }: ConsumerDeps): Consumer =>
  consumer({
    group: purchaseGroup,
    on: ordersOrder,
    types: ['fulfilled'],
    handle: (event) => savePurchases(pool, [toPurchase(event)]),
    handleMany: (events) => savePurchases(pool, events.map(toPurchase)),
  });
