import { moneyInEvent } from '@soko/money';
import { z } from 'zod';
import { personal } from './personal.ts';
import { topic } from './topic.ts';

const line = z.object({
  lineId: z.string(),
  variantId: z.string(),
  productId: z.string(),
  categoryId: z.string(),
  storeId: z.string().nullable(),
  type: z.enum(['PHYSICAL', 'DIGITAL', 'NFT']),
  title: z.string(),
  sku: z.string(),
  quantity: z.int().positive(),
  packedQuantity: z.int().nonnegative().nullable().describe('Null until it is packed.'),
  unitPrice: moneyInEvent,
  tax: moneyInEvent,
  taxIncluded: z.boolean().describe('Whether the price contains the tax; otherwise it comes on top.'),
  fee: moneyInEvent.describe('What the house keeps of it.'),
});

/** The whole order, as it is after the event. */
const order = z.object({
  checkoutId: z.string(),
  number: z.string().describe('For people: `SO-2026-000123-1`.'),
  status: z.string(),
  sellerId: z.string(),
  buyerId: z.string().nullable().describe('Null for a guest.'),
  email: personal(z.string().describe('Where to write to about the order.')),
  deliveryMethod: z.enum(['STANDARD', 'EXPRESS', 'PICKUP', 'NONE']),
  country: z.string().nullable().describe('Where it goes, ISO 3166-1 alpha-2; null for digital goods.'),
  lines: z.array(line),
  items: moneyInEvent,
  delivery: moneyInEvent,
  tax: moneyInEvent.describe('On top of the prices.'),
  taxIncluded: moneyInEvent.describe('Contained in the prices.'),
  discount: moneyInEvent,
  fee: moneyInEvent,
  total: moneyInEvent.describe('items + delivery + tax − discount.'),
});

const plain = z.object({ order });
const withReason = z.object({ order, reason: z.string().nullable().describe('Why, if somebody said so.') });

/** Subject: the order's id. Sequence: the order's version. */
export const ordersOrder = topic('orders.order', 'What happens to an order, of one buyer with one seller', {
  placed: plain,
  confirmed: plain.describe('Its stock is committed and its payment authorised.'),
  modified: z
    .object({ order, oldTotal: moneyInEvent })
    .describe('Less was packed than ordered: the total is lower than before.'),
  cancelled: withReason.describe('Called off before it was packed; stock and payment are let go.'),
  expired: withReason.describe('The reservation ran out before it was paid for.'),
  packaging_started: plain,
  packaged: plain,
  shipped: plain,
  delivery_failed: withReason.describe('The courier could not hand it over and will try again.'),
  fulfilled: plain.describe('Delivered; digital goods as soon as they are paid for.'),
  failed: withReason.describe('REJECTED, PAYMENT_FAILED, PACKAGING_FAILED or RETURNED_TO_SENDER: see `order.status`.'),
  refunded: z.object({
    order,
    amount: moneyInEvent.describe('What went back this time.'),
    refunded: moneyInEvent.describe('What went back altogether.'),
  }),
  payment_changed: z
    .object({ order, paymentStatus: z.string() })
    .describe(
      'Its money was charged, let go of, held anew, or taken back; `confirmed` and `refunded` tell of the rest.',
    ),
  receipt_confirmed: plain.describe('The buyer says that they have it.'),
});
