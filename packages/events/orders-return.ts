import { moneyInEvent } from '@soko/money';
import { z } from 'zod';
import { topic } from './topic.ts';

const line = z.object({
  lineId: z.string(),
  variantId: z.string(),
  productId: z.string(),
  title: z.string(),
  quantity: z.int().positive().describe('Pieces that the buyer asked to send back.'),
  reason: z.enum(['CHANGED_MIND', 'DEFECTIVE', 'WRONG_ITEM', 'NOT_AS_DESCRIBED', 'DAMAGED']),
  resalable: z.int().nonnegative().nullable().describe('Pieces that came back and can be sold. Null before that.'),
  damaged: z.int().nonnegative().nullable().describe('Pieces that came back and cannot be sold. Null before that.'),
});

/** The whole return, as it is after the event. The words and pictures of the buyer are not in it. */
const facts = {
  caseId: z.string().describe('Id of the return: the subject.'),
  number: z.string().describe('Number for people, such as `SO-2026-000123-1-R1`.'),
  orderId: z.string(),
  orderNumber: z.string(),
  sellerId: z.string(),
  buyerId: z.string().nullable().describe('Null for guests.'),
  currency: z.string(),
  status: z.string(),
  lines: z.array(line),
};

const amounts = {
  refund: moneyInEvent.describe('Amount that the buyer gets back.'),
  delivery: moneyInEvent.describe('Part of the amount that is the price of the delivery.'),
};

/** Subject: the return's id. Sequence: the return's version. */
export const ordersReturn = topic('orders.return', 'Returns: goods of an order that its buyer sends back', {
  requested: z.object({
    ...facts,
    decisionDueAt: z.iso.datetime().describe('Time at which it is approved by itself.'),
  }),
  approved: z.object({
    ...facts,
    instructions: z.string().nullable().describe('Where and how to send the goods.'),
    sendDueAt: z.iso.datetime().describe('Time at which it is cancelled when nothing was sent.'),
    buyerPaysReturn: z.boolean(),
  }),
  declined: z.object({ ...facts, reason: z.string().describe('Reason of the seller, for the buyer.') }),
  shipped: z.object({ ...facts, trackingNumber: z.string() }),
  received: z.object({ ...facts, ...amounts }).describe('The goods came back. The refund follows.'),
  refunded: z
    .object({
      ...facts,
      ...amounts,
      refunded: moneyInEvent.describe('Amount that was refunded. Less when the rest had been refunded before.'),
    })
    .describe('The return ended with its refund.'),
  refund_failed: z
    .object({ ...facts, ...amounts })
    .describe('The provider could not make the refund, also after `refunded`. Support makes it again or ends it.'),
  refund_retried: z.object({ ...facts, ...amounts }).describe('Support began another attempt of a refund that failed.'),
  refund_ended: z
    .object({ ...facts, ...amounts, reason: z.string().describe('Reason of support, for both sides.') })
    .describe('Support ended a refund that failed. The return ended.'),
  cancelled: z
    .object({ ...facts, reason: z.string().nullable().describe('Reason; empty when none was given.') })
    .describe('The buyer cancelled it, or sent nothing in time.'),
});
