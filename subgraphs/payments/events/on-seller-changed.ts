import { usersSeller } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import type { PaymentsServices } from '../services.ts';
import { noteSeller } from '../store/sellers.ts';

/** Keeps the user and status of each seller, who sees the seller's payments and refunds them while ACTIVE. Older events have no effect. */
export const onSellerChanged = ({ pool }: Pick<PaymentsServices, 'pool'>): Consumer =>
  consumer({
    group: 'payments.sellers',
    on: usersSeller,
    handle: ({ subject, sequence, data }) =>
      noteSeller(pool, { id: subject, userId: data.userId, status: data.status, sequence }),
  });
