import { moneyInEvent } from '@soko/money';
import { z } from 'zod';
import { topic } from './topic.ts';

const status = z.enum(['DRAFT', 'ACTIVE', 'SOLD_OUT', 'PAUSED', 'BLOCKED', 'ARCHIVED']);

const variant = z.object({
  variantId: z.string(),
  sku: z.string(),
  options: z.array(z.object({ name: z.string(), value: z.string() })),
  price: moneyInEvent,
  compareAt: moneyInEvent.nullable(),
  furtherPrices: z.array(moneyInEvent),
  package: z
    .object({ lengthMm: z.int(), widthMm: z.int(), heightMm: z.int(), weightG: z.int() })
    .nullable()
    .describe('Packed size and weight. Null for goods that are not delivered in a box.'),
});

/** The product, so that readers need not ask for it. Pictures and the description are left out. */
const product = z.object({
  slug: z.string(),
  title: z.string(),
  type: z.enum(['PHYSICAL', 'DIGITAL', 'NFT']),
  condition: z.enum(['NEW', 'LIKE_NEW', 'GOOD', 'FAIR']),
  status,
  categoryId: z.string().nullable(),
  sellerId: z.string(),
  storeId: z.string().nullable(),
  tags: z.array(z.string()),
  variants: z.array(variant),
});

const storeId = z.string().nullable().optional().describe('Id of the store. Null without one, absent in older events.');

const change = z.object({
  sellerId: z.string(),
  storeId,
  old: product.partial().describe('Values of the changed fields before the change, without `variants`.'),
  new: product.partial().describe('Values of the same fields after the change.'),
  variants: z
    .object({
      saved: z.array(variant).describe('Variants that were added or changed, after the change.'),
      removed: z.array(z.string()).describe('Ids of variants that were removed.'),
    })
    .optional()
    .describe(
      'Changes of variants. Absent without one, and in older events, which have all variants in `old` and `new`.',
    ),
  changed: z
    .array(z.string())
    .describe('Names of the changed fields. `description` and `media` appear here alone, without values.'),
});

const moved = z.object({
  sellerId: z.string(),
  storeId,
  from: status,
  reason: z.string().nullable().describe('Reason, when one was given.'),
});

/** Subject: the product's id. Sequence: the product's version. */
export const productsProduct = topic('products.product', 'Products and their variants', {
  created: z.object({ product: product.describe('A draft, or an ACTIVE product when it comes from a seed.') }),
  updated: change,
  published: z.object({ from: status, product }),
  paused: moved,
  archived: moved,
  blocked: moved,
  unblocked: moved.extend({
    to: status.optional().describe('Status after it, the one before the block. Absent in older events: `ACTIVE`.'),
  }),
});
