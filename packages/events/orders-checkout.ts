import { moneyInEvent } from '@soko/money';
import { z } from 'zod';
import { topic } from './topic.ts';

const checkout = {
  number: z.string().describe('For people: `SO-2026-000123`.'),
  buyerId: z.string().nullable().describe('Null for a guest.'),
  orderIds: z.array(z.string()).describe('One order per seller.'),
  total: moneyInEvent,
};

/** Subject: the checkout's id. */
export const ordersCheckout = topic('orders.checkout', 'What buyers order at once, from all sellers', {
  started: z.object(checkout),
  confirmed: z.object(checkout).describe('Stock and payment are certain; every order tells so, too.'),
  failed: z.object({
    ...checkout,
    status: z.enum(['REJECTED', 'PAYMENT_FAILED', 'EXPIRED', 'CANCELLED']),
    reason: z.string(),
  }),
});
