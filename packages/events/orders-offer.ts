import { moneyInEvent } from '@soko/money';
import { z } from 'zod';
import { topic } from './topic.ts';

const side = z.enum(['BUYER', 'SELLER']);

/** The offer, as it is after the event. */
const offer = z.object({
  variantId: z.string(),
  productId: z.string(),
  title: z.string().describe('Title of the product when the offer was made.'),
  sellerId: z.string(),
  storeId: z.string().nullable().describe('Store whose team answers as well. Null without one.'),
  buyerId: z.string(),
  status: z.enum(['OPEN', 'COUNTERED', 'ACCEPTED', 'USED', 'DECLINED', 'WITHDRAWN', 'EXPIRED']),
  quantity: z.int().positive().describe('Most pieces that the price is for.'),
  unitPrice: moneyInEvent.describe('Price of one piece that was proposed last.'),
  listPrice: moneyInEvent.describe('Price of one piece in the listing when the offer was made.'),
  expiresAt: z.iso.datetime().describe('Time until which the last proposal can be answered.'),
  validUntil: z.iso
    .datetime()
    .nullable()
    .describe('Time until which the accepted price can be ordered. Null before the acceptance.'),
  orderId: z.string().nullable().describe('Order with the price. Null while none uses it.'),
});

const plain = z.object({ offer });
const by = z.object({ offer, side: side.describe('Side that did it.') });

/** Subject: the offer's id. Sequence: its version. No event has the words of a message. */
export const ordersOffer = topic('orders.offer', 'Price offers of buyers for listings of sellers', {
  made: plain,
  countered: by.describe('The side proposes another price.'),
  accepted: by.describe('The price holds for the buyer until `validUntil`.'),
  declined: z.object({
    offer,
    side,
    automatic: z.boolean().describe('True when the price was below the minimum that the seller set.'),
  }),
  withdrawn: by.describe('The side takes its last proposal back.'),
  expired: plain.describe('It was not answered in time, or the accepted price was not ordered in time.'),
  used: plain.describe('An order has the price.'),
  released: plain.describe('The order ended without a charge: the price can be ordered again.'),
  held: z
    .object({
      offer,
      awayUntil: z.iso.datetime().nullable().describe('End of the vacation. Null when the seller has not said it.'),
    })
    .describe(
      'The seller is on vacation, or changes its end: the accepted price holds until after it. Status as before.',
    ),
  resumed: plain.describe(
    'The seller ended the vacation early: the accepted price now holds for its usual time from then on. Status as before.',
  ),
});
