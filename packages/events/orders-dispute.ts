import { moneyInEvent } from '@soko/money';
import { z } from 'zod';
import { topic } from './topic.ts';

/** The dispute, as it is after the event. */
const dispute = z.object({
  orderId: z.string(),
  orderNumber: z.string().describe('Number of the order, such as `SO-2026-000123-1`.'),
  number: z.string().describe('Number of the dispute, such as `SO-2026-000123-1-D1`.'),
  kind: z.enum(['BUYER', 'CHARGEBACK']).describe('`CHARGEBACK`: the buyer’s bank decides.'),
  reason: z.enum(['NOT_RECEIVED', 'NOT_AS_DESCRIBED', 'OTHER']),
  status: z.enum(['OPEN', 'ANSWERED', 'READY_FOR_DECISION', 'RESOLVED', 'WITHDRAWN']),
  sellerId: z.string(),
  buyerId: z.string().nullable().describe('Null for guests.'),
  amount: moneyInEvent.describe('Paid price of the goods in dispute, without delivery.'),
  answerDueAt: z.string().describe('Time until which the seller answers.'),
  outcome: z.enum(['BUYER', 'SELLER', 'SPLIT']).nullable().describe('In whose favour it ended. Null before that.'),
  refund: moneyInEvent.describe('What the decision refunds, delivery included.'),
  holdsMoney: z
    .boolean()
    .describe('True while the money of the order stays out of payouts: until the end, and until its refund is made.'),
});

const plain = z.object({ dispute });

/** Subject: the dispute's id. Sequence: its version. No event has the text of a message. */
export const ordersDispute = topic('orders.dispute', 'Disputes about orders, and chargebacks', {
  opened: plain,
  answered: plain.describe('The seller answered for the first time.'),
  replied: z.object({ dispute, side: z.enum(['BUYER', 'SELLER', 'SUPPORT']).describe('The side that wrote.') }),
  ready_for_decision: z
    .object({ dispute, cause: z.enum(['DEADLINE', 'ANSWERS', 'EVIDENCE']) })
    .describe(
      'Support decides next: the time to answer is over, or both have said what they have to say. Of a chargeback: the bank has the evidence.',
    ),
  accepted: plain.describe('The seller accepts a chargeback. The bank’s decision follows.'),
  resolved: z
    .object({
      dispute,
      decision: z.string().nullable().describe('Reason of the decision, for both sides.'),
      isCharged: z
        .boolean()
        .optional()
        .describe(
          'False for an order that came back to the sender: its payment is voided, so there is nothing to refund. Missing in events of early versions.',
        ),
    })
    .describe('Decided by support, or by the bank.'),
  refunded: plain.describe('The refund of the decision was made, or there was nothing left to refund.'),
  refund_failed: plain.describe(
    'The refund of the decision could not be made, also after `refunded`. Support makes it again or ends it.',
  ),
  refund_retried: plain.describe('Support began another attempt of a refund that failed.'),
  refund_ended: z
    .object({ dispute, reason: z.string().describe('Reason of support, for both sides.') })
    .describe('Support ended a refund that failed.'),
  withdrawn: plain.describe('The buyer withdrew the dispute.'),
});
