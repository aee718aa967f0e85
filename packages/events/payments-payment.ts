import { moneyInEvent } from '@soko/money';
import { z } from 'zod';
import { topic } from './topic.ts';

/** The payment, as it is after the event. */
const payment = z.object({
  orderId: z.string(),
  checkoutId: z.string(),
  sellerId: z.string(),
  buyerId: z.string().nullable().describe('Null for guests.'),
  method: z.enum(['STRIPE_CARD', 'MPESA', 'WALLET', 'PAYMENT_3P']),
  status: z.string(),
  authorized: moneyInEvent,
  captured: moneyInEvent,
  refunded: moneyInEvent,
  chargedBack: moneyInEvent
    .optional()
    .describe('What the bank took back so far. Missing in events of earlier versions.'),
});

const plain = z.object({ payment });

/** A dispute at the buyer's bank, as the provider describes it. */
const dispute = z
  .object({
    ref: z.string().describe('Id of the dispute at the provider.'),
    reason: z.string().nullable().describe('Reason that the bank gave, such as `fraudulent`.'),
    amount: moneyInEvent,
    evidenceDueAt: z.string().nullable().describe('Time until which the bank takes evidence.'),
    fee: moneyInEvent.nullable().describe('What the provider charges for the dispute. Null for nothing.'),
  })
  .optional()
  .describe('The dispute. Missing in events of earlier versions.');

/** Who asked for a refund. */
const asked = {
  cause: z
    .enum(['RETURN', 'DISPUTE', 'OTHER'])
    .default('OTHER')
    .describe('Cause of the refund. Events of earlier versions have none.'),
  request: z
    .string()
    .nullable()
    .default(null)
    .describe(
      'Key under which a Soko service asked for it. Null for refunds by people, and in events of earlier versions.',
    ),
};

/** Subject: the payment's id. Sequence: the payment's version. */
export const paymentsPayment = topic('payments.payment', 'Payments of orders', {
  requires_action: plain.describe('The buyer must confirm the payment with their bank.'),
  authorized: plain.describe('The provider authorised the amount. Nothing is charged yet.'),
  failed: z.object({
    payment,
    code: z.string().describe('Code of the provider, such as `insufficient_funds`.'),
    reason: z.string(),
  }),
  captured: plain.describe('The authorised amount, or less, was charged. The rest is voided.'),
  voided: z
    .object({
      payment,
      reason: z.string().describe('Reason. `EXPIRED` when the authorisation expired at the provider.'),
    })
    .describe('The authorisation was voided without a charge.'),
  reauthorized: plain.describe('An expired authorisation was made again with the saved payment method.'),
  reauthorization_failed: z
    .object({
      payment,
      code: z.string().describe('Code of the provider, such as `authentication_required`.'),
      reason: z.string(),
    })
    .describe(
      'An expired authorisation could not be made again. Nothing is authorised: support must look at the order.',
    ),
  refund_begun: z
    .object({ payment, refundId: z.string(), amount: moneyInEvent.describe('Amount of this refund.') })
    .describe('A refund was asked for. The provider has not made it: `refunded` or `refund_failed` follows.'),
  refunded: z.object({
    payment,
    refundId: z.string().nullable().describe('Null for a refund made at the provider rather than through Soko.'),
    amount: moneyInEvent.describe('Amount of this refund.'),
    reason: z.string(),
    ...asked,
    delivery: moneyInEvent
      .nullable()
      .default(null)
      .describe('Part of the amount that is delivery. Null for a refund that is divided in proportion.'),
    feeReturned: z
      .boolean()
      .nullable()
      .default(null)
      .describe('Whether the marketplace fee goes back with it. Null: the policy of the platform decides.'),
  }),
  refund_failed: z
    .object({ payment, refundId: z.string(), amount: moneyInEvent, reason: z.string(), ...asked })
    .describe('The provider accepted the refund and could not pay it out.'),
  disputed: z.object({ payment, dispute }).describe('The buyer’s bank asks for the money back. The outcome is open.'),
  dispute_won: z.object({ payment, dispute }).describe('The dispute ended in the seller’s favour.'),
  charged_back: z
    .object({
      payment,
      dispute,
      amount: moneyInEvent
        .optional()
        .describe(
          'Amount that the bank took back. Missing in events of earlier versions: then all that was not refunded.',
        ),
    })
    .describe(
      'A dispute ended in the buyer’s favour, and the bank took the money back: all of the payment, or a part.',
    ),
});
