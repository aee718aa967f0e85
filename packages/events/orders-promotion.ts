import { moneyInEvent } from '@soko/money';
import { z } from 'zod';
import { topic } from './topic.ts';

/** The promotion, as it is after the event. */
const promotion = z.object({
  title: z.string(),
  kind: z.enum(['PERCENT', 'FIXED', 'FREE_DELIVERY', 'BUY_X_GET_Y']),
  activation: z.enum(['AUTOMATIC', 'CODE', 'SINGLE_USE_CODES']),
  paidBy: z.enum(['PLATFORM', 'SELLER']),
  sellerId: z.string().nullable().describe('Seller who pays. Null when the platform pays.'),
  basisPoints: z.int().nullable().describe('Part of the price in hundredths of a percent, of kinds that have one.'),
  amount: moneyInEvent.nullable().describe('Discount of the kind FIXED.'),
  startsAt: z.iso.datetime(),
  endsAt: z.iso.datetime().nullable().describe('Null when it runs until it is ended.'),
  maxRedemptions: z.int().nullable(),
  maxPerPerson: z.int().nullable(),
});

const redemption = z.object({
  checkoutId: z.string(),
  buyerId: z.string().nullable().describe('Null for guests.'),
  discount: moneyInEvent.describe('Discount of the checkout when it was placed.'),
  claimId: z
    .string()
    .nullable()
    .optional()
    .describe('Claim of a reward for which the code was issued. Null for other codes, absent in older events.'),
  redeemed: z.int().nonnegative().describe('Number of redemptions that hold after the event.'),
});

const plain = z.object({ promotion });

/** Subject: the promotion's id. Sequence: the promotion's version. */
export const ordersPromotion = topic(
  'orders.promotion',
  'Promotions: discounts that buyers get, with or without a code',
  {
    created: plain,
    updated: plain,
    ended: plain.describe('Ended by a person. One whose window is over ends without an event.'),
    redeemed: redemption
      .extend({ isUsedUp: z.boolean().describe('True when no redemption is left.') })
      .describe('A checkout was placed with the promotion.'),
    released: redemption.describe(
      'All orders of the checkout with the promotion ended without a sale, so that it can be used again.',
    ),
  },
);
