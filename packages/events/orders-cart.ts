import { z } from 'zod';
import { goods } from './orders-goods.ts';
import { topic } from './topic.ts';

const buyerId = z.string().nullable().describe('Null for guests.');

/** Subject: the cart's id. Sequence: the cart's version. */
export const ordersCart = topic('orders.cart', 'Carts: goods that buyers may order', {
  line_added: z
    .object({ buyerId, ...goods.shape })
    .describe('A variant came into the cart that was not in it. Changes of its quantity have no event.'),
});
