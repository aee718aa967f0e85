import { usersSeller } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import type { PaymentsServices } from '../services.ts';
import { noteSeller } from '../store/sellers.ts';

/** Who is behind a seller may see and give back what was paid to them. What is older than what is known changes nothing. */
export const onSellerChanged = ({ pool }: Pick<PaymentsServices, 'pool'>): Consumer =>
  consumer({
    group: 'payments.sellers',
    on: usersSeller,
    handle: ({ subject, sequence, data }) => noteSeller(pool, { id: subject, userId: data.userId, sequence }),
  });
