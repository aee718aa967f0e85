import { ordersDispute } from '@soko/events';
import { type Consumer, consumer, onceOnly } from '@soko/outbox';
import { countDispute } from '../store/reviews/purchases.ts';
import type { ConsumerDeps } from './consumer-deps.ts';
import { purchaseGroup } from './group.ts';

/** Counts the disputes of a seller. One that was withdrawn, or decided in the seller's favour, counts no more. */
export const onDisputeChanged = ({ pool }: ConsumerDeps): Consumer =>
  consumer({
    group: purchaseGroup,
    on: ordersDispute,
    types: ['opened', 'resolved', 'withdrawn'],
    async handle({ type, subject, data: { dispute } }) {
      const isOpened = type === 'orders.dispute.opened';
      if (type === 'orders.dispute.resolved' && dispute.outcome !== 'SELLER') return;
      const id = `dispute ${isOpened ? 'opened' : 'dropped'} ${subject}`;
      await onceOnly(pool, purchaseGroup, { id }, (tx) => countDispute(tx, dispute.sellerId, isOpened ? 1 : -1));
    },
  });
