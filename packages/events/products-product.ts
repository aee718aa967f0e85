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
    .describe('Packed size and weight; null for what is not delivered in a box.'),
});

/** Everything a reader needs to know a product without asking for it. Pictures and the description are left out. */
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

const change = z.object({
  sellerId: z.string(),
  old: product.partial().describe('The fields that changed, as they were.'),
  new: product.partial().describe('The same fields, as they are.'),
  changed: z
    .array(z.string())
    .describe('The names of the fields that changed; `description` and `media` are named here without their values.'),
});

const moved = z.object({
  sellerId: z.string(),
  from: status,
  reason: z.string().nullable().describe('Why, if somebody said so.'),
});

/** Subject: the product's id. Sequence: the product's version. */
export const productsProduct = topic('products.product', 'What happens to a product and to its variants', {
  created: z.object({ product: product.describe('A draft, or already ACTIVE when it came with a seed.') }),
  updated: change,
  published: z.object({ from: status, product }),
  paused: moved,
  archived: moved,
  blocked: moved,
  unblocked: moved,
});
