import { z } from 'zod';
import { goods } from './orders-goods.ts';
import { topic } from './topic.ts';

/** Subject: the quote's id. Sequence: 1. */
export const ordersQuote = topic('orders.quote', 'Prices of carts with delivery and tax', {
  made: z.object({
    cartId: z.string(),
    buyerId: z.string().nullable().describe('Null for guests.'),
    goods: z.array(goods).describe('What the price is for, one item for each product.'),
  }),
});
