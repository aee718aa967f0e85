import { z } from 'zod';
import { topic } from './topic.ts';

const lines = z
  .array(z.object({ variantId: z.string(), quantity: z.int().positive() }))
  .describe('One entry per variant, with the sum of its quantities.');

const available = z.int().nonnegative().describe('Quantity on hand minus the reserved quantity.');

const level = z.object({
  variantId: z.string(),
  productId: z.string(),
  sellerId: z.string(),
  storeId: z.string().nullable().optional().describe('Id of the store. Null without one, absent in older events.'),
  sku: z.string().optional().describe("The seller's own code of the variant. Absent in older events."),
  available,
});

/**
 * Subject and sequence of events about a level: the variant's id and the number of its level. Of events about a
 * reservation: the order's id and the reservation's version. A failed reservation has no order yet: its subject is the
 * checkout's id.
 */
export const fulfilmentStock = topic('fulfilment.stock', 'Stock levels of variants, and reservations for orders', {
  level_changed: z.object({
    variantId: z.string(),
    productId: z.string().optional(),
    available,
  }),
  low: level.describe('The level fell to or below the low-stock mark, at which the seller is warned.'),
  back_in_stock: level.describe('The level rose from 0.'),
  reserved: z.object({
    checkoutId: z.string(),
    orderId: z.string(),
    lines,
    expiresAt: z.iso.datetime().describe('Time at which the reservation is released, unless it is committed before.'),
  }),
  reservation_failed: z.object({
    checkoutId: z.string(),
    short: z
      .array(z.object({ variantId: z.string(), requested: z.int().positive(), available }))
      .describe('Variants with too little stock. Nothing was reserved.'),
  }),
  released: z.object({
    checkoutId: z.string(),
    orderId: z.string(),
    lines,
    reason: z.string(),
  }),
  expired: z.object({ checkoutId: z.string(), orderId: z.string(), lines }),
});
