import { z } from 'zod';

/** A product in a cart, in a quote or in a checkout. */
export const goods = z.object({
  productId: z.string(),
  sellerId: z.string(),
  storeId: z.string().nullable().describe('Null for a product outside a store.'),
});
