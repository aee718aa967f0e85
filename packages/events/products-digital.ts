import { z } from 'zod';
import { topic } from './topic.ts';

const keys = z.object({
  productId: z.string(),
  count: z.int().positive().describe('Number of licence keys that this is about.'),
  available: z.int().nonnegative().describe('Number of keys that can be sold after it.'),
});

const forOrder = keys.extend({ orderId: z.string() });

/**
 * Subject: the variant's id, with the number of changes of its keys as sequence. For `ready`: the order's id, with the version of
 * the order.
 */
export const productsDigital = topic(
  'products.digital',
  'Digital goods: licence keys, and goods that are ready for their buyer',
  {
    keys_added: keys,
    keys_removed: keys.describe('The seller removed the keys that were not sold.'),
    keys_reserved: forOrder.describe('An order that is being placed has taken keys.'),
    keys_released: forOrder.describe('The order ended before its buyer saw the keys. They can be sold again.'),
    ready: z
      .object({
        number: z.string().describe('Number of the order for people.'),
        buyerId: z.string().nullable().describe('Null for guests.'),
        lines: z.array(z.object({ lineId: z.string(), variantId: z.string(), title: z.string(), quantity: z.int() })),
      })
      .describe('The order is charged: its buyer gets the files and keys of these lines.'),
  },
);
