import { moneyInEvent } from '@soko/money';
import { z } from 'zod';
import { goods } from './orders-goods.ts';
import { topic } from './topic.ts';

const checkout = {
  number: z.string().describe('Number for people, such as `SO-2026-000123`.'),
  buyerId: z.string().nullable().describe('Null for guests.'),
  orderIds: z.array(z.string()).describe('Ids of the orders, one per seller.'),
  total: moneyInEvent,
};

/** Subject: the checkout's id. */
export const ordersCheckout = topic(
  'orders.checkout',
  'Purchases: everything a buyer orders at once, from all sellers',
  {
    started: z.object(checkout),
    confirmed: z
      .object({
        ...checkout,
        cartId: z.string().optional().describe('The cart that was ordered. Missing in events of early versions.'),
        goods: z
          .array(goods)
          .optional()
          .describe('What was ordered, one item for each product. Missing in events of early versions.'),
      })
      .describe('Stock is committed and payment is authorised. Each order publishes its own event as well.'),
    failed: z.object({
      ...checkout,
      status: z.enum(['REJECTED', 'PAYMENT_FAILED', 'EXPIRED', 'CANCELLED']),
      reason: z.string(),
    }),
  },
);
