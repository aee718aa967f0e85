import { z } from 'zod';
import { topic } from './topic.ts';

const lines = z
  .array(z.object({ variantId: z.string(), quantity: z.int().positive() }))
  .describe('One entry per variant, its quantities summed.');

const available = z.int().nonnegative().describe('On hand less reserved.');

const level = z.object({
  variantId: z.string(),
  productId: z.string(),
  sellerId: z.string(),
  available,
});

/**
 * What happens to a level has the variant's id as subject, and counts its levels in `sequence`; what happens to a
 * reservation has the order's id and the reservation's version. A reservation that failed has no order yet: its subject
 * is the checkout.
 */
export const fulfilmentStock = topic('fulfilment.stock', 'How much of a variant there is, and who has it reserved', {
  level_changed: z.object({
    variantId: z.string(),
    productId: z.string().optional(),
    available,
  }),
  low: level.describe('Few are left: the level fell to the mark below which a seller is warned.'),
  back_in_stock: level.describe('There was none, and there are some again.'),
  reserved: z.object({
    checkoutId: z.string(),
    orderId: z.string(),
    lines,
    expiresAt: z.iso.datetime().describe('Given back then, unless it is committed before.'),
  }),
  reservation_failed: z.object({
    checkoutId: z.string(),
    short: z
      .array(z.object({ variantId: z.string(), requested: z.int().positive(), available }))
      .describe('The variants of which there is not enough. Nothing was reserved.'),
  }),
  released: z.object({
    checkoutId: z.string(),
    orderId: z.string(),
    lines,
    reason: z.string(),
  }),
  expired: z.object({ checkoutId: z.string(), orderId: z.string(), lines }),
});
