import { moneyInEvent } from '@soko/money';
import { z } from 'zod';
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
  packedQuantity: z.int().nonnegative().nullable().describe('Null until the line is packed.'),
  unitPrice: moneyInEvent,
  offerId: z
    .string()
    .nullable()
    .optional()
    .describe(
      'Offer whose price the line has. Null for the price of the listing, missing in events of early versions.',
    ),
  discount: moneyInEvent
    .optional()
    .describe('Discounts on the line, of any payer. Missing in events of early versions.'),
  tax: moneyInEvent,
  taxIncluded: z.boolean().describe('True when the price includes the tax. Otherwise the tax is added to it.'),
  fee: moneyInEvent.describe('Marketplace fee on the line.'),
});

/** The whole order, as it is after the event. */
const order = z.object({
  checkoutId: z.string(),
  number: z.string().describe('Number for people, such as `SO-2026-000123-1`.'),
  status: z.string(),
  placedAt: z.iso.datetime().optional().describe('Time of the order. Missing in events of early versions.'),
  sellerId: z.string(),
  buyerId: z.string().nullable().describe('Null for guests.'),
  deliveryMethod: z.enum(['STANDARD', 'EXPRESS', 'PICKUP', 'NONE']),
  country: z.string().nullable().describe('Destination, an ISO 3166-1 alpha-2 code. Null for digital goods.'),
  lines: z.array(line),
  items: moneyInEvent,
  delivery: moneyInEvent,
  tax: moneyInEvent.describe('Tax added to the prices.'),
  taxIncluded: moneyInEvent.describe('Tax included in the prices.'),
  discount: moneyInEvent.describe('Discounts on the lines and the delivery, of any payer.'),
  platformDiscount: moneyInEvent
    .optional()
    .describe('Part of the discount that the platform pays. Missing in events of early versions.'),
  platformDeliveryDiscount: moneyInEvent
    .optional()
    .describe('Part of `platformDiscount` that is on the delivery. Missing in events of early versions.'),
  fee: moneyInEvent,
  total: moneyInEvent.describe('items + delivery + tax − discount.'),
});

const plain = z.object({ order });
const withReason = z.object({ order, reason: z.string().nullable().describe('Reason, when one was given.') });

const ofConfirmed = z
  .boolean()
  .optional()
  .describe(
    'False for an order that was not confirmed: its seller has not heard of it. Missing in events of early versions.',
  );

const paid = z
  .object({
    captured: moneyInEvent.describe('Sum of what was charged.'),
    refunded: moneyInEvent.describe('Sum of all refunds, without those that failed.'),
    chargedBack: moneyInEvent.describe('Sum of what the bank took back.'),
  })
  .optional()
  .describe(
    'Sums of the payment so far, after a chargeback, the end of a dispute, or a refund that failed. Missing in other events, and in those of early versions.',
  );

/** Subject: the order's id. Sequence: the order's version. */
export const ordersOrder = topic('orders.order', 'Orders, each of one buyer with one seller', {
  placed: plain,
  confirmed: plain.describe('Stock is committed and the payment is authorised.'),
  modified: z
    .object({ order, oldTotal: moneyInEvent })
    .describe('Less was packed than ordered, so the total is lower than before.'),
  cancelled: withReason
    .extend({
      wasConfirmed: z
        .boolean()
        .optional()
        .describe(
          'False for an order that its buyer cancelled before it was confirmed: its seller never heard of it. Missing in events of early versions.',
        ),
    })
    .describe('Cancelled before packaging. The stock is released and the payment is voided.'),
  expired: withReason.describe('The reservation expired before payment.'),
  packaging_started: plain,
  packaged: plain,
  shipped: plain,
  delivery_failed: withReason.describe('The courier could not deliver and will try again.'),
  fulfilled: plain.describe('Delivered. Digital goods are fulfilled as soon as they are paid for.'),
  failed: withReason.describe(
    'The order ended as REJECTED, PAYMENT_FAILED, PACKAGING_FAILED or RETURNED_TO_SENDER: see `order.status`.',
  ),
  refunded: z.object({
    order,
    amount: moneyInEvent.describe('Amount of this refund.'),
    refunded: moneyInEvent.describe('Sum of all refunds of the order.'),
    wasConfirmed: ofConfirmed,
  }),
  payment_changed: z
    .object({ order, paymentStatus: z.string(), wasConfirmed: ofConfirmed, paid })
    .describe(
      'The payment was captured, voided, authorised again, or charged back, or a refund of it failed. One that was captured before the order was confirmed is published again with it. For other changes see `confirmed` and `refunded`.',
    ),
  receipt_confirmed: plain.describe('The buyer confirmed that the goods arrived.'),
});
