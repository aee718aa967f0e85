import { newEvent, ordersOrder, productsDigital, trailOf } from '@soko/events';
import { type Consumer, consumer, onceOnly, tell } from '@soko/outbox';
import type { ConsumerDeps } from './consumer-deps.ts';
import { group } from './group.ts';

const charged = new Set(['CAPTURED', 'PARTIALLY_CAPTURED']);

/** Orders that were charged before are not announced any more, as when this consumer reads the log for the first time. */
const newsMs = 86_400_000;

/** Announces that the digital goods of an order are ready, once per order: when it is charged, as the buyer gets them then. */
export const onOrderCharged = ({ pool, now }: ConsumerDeps): Consumer =>
  consumer({
    group,
    on: ordersOrder,
    types: ['payment_changed'],
    handle: async (event) => {
      const { order, paymentStatus } = event.data;
      const lines = order.lines.filter(({ type }) => type === 'DIGITAL');
      const isNews = now().getTime() - Date.parse(event.time) < newsMs;
      if (!charged.has(paymentStatus) || lines.length === 0 || !isNews) return;
      const goods = lines.map(({ lineId, variantId, title, quantity }) => ({ lineId, variantId, title, quantity }));
      const data = { number: order.number, buyerId: order.buyerId, lines: goods };
      const fact = { subject: event.subject, sequence: event.sequence, data };
      await onceOnly(pool, group, { id: `ready ${event.subject}` }, (client) =>
        tell(client, [newEvent(productsDigital, 'ready', fact, trailOf(event, 'products', now))]),
      );
    },
  });
