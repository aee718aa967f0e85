import { moneyInEvent } from '@soko/money';
import { z } from 'zod';
import { topic } from './topic.ts';

/** Subject: the product's id. Sequence: the product's version. One event per variant whose price changed. */
export const productsPrice = topic('products.price', 'Prices of variants', {
  changed: z.object({
    variantId: z.string(),
    sellerId: z.string(),
    old: moneyInEvent,
    new: moneyInEvent,
  }),
});
