import { moneyInEvent } from '@soko/money';
import { z } from 'zod';
import { topic } from './topic.ts';

/** The payment as it is after the event. */
const payment = z.object({
  orderId: z.string(),
  checkoutId: z.string(),
  sellerId: z.string(),
  buyerId: z.string().nullable().describe('Null for a guest.'),
  method: z.enum(['STRIPE_CARD', 'MPESA', 'WALLET', 'PAYMENT_3P']),
  status: z.string(),
  authorized: moneyInEvent,
  captured: moneyInEvent,
  refunded: moneyInEvent,
});

const plain = z.object({ payment });

/** Subject: the payment's id. Sequence: the payment's version. */
export const paymentsPayment = topic('payments.payment', 'What happens to the money of an order', {
  requires_action: plain.describe('The buyer has to confirm it with their bank.'),
  authorized: plain.describe('The provider holds the amount; nothing is charged yet.'),
  failed: z.object({
    payment,
    code: z.string().describe('The provider’s, such as `insufficient_funds`.'),
    reason: z.string(),
  }),
  captured: plain.describe('Charged, all or less than what was authorised; the rest is let go.'),
  voided: z
    .object({ payment, reason: z.string().describe('`EXPIRED` when the provider let it go by itself.') })
    .describe('Let go without a charge.'),
  reauthorized: plain.describe('What had expired is held anew, with the payment method that the buyer saved.'),
  reauthorization_failed: z
    .object({
      payment,
      code: z.string().describe('The provider’s, such as `authentication_required`.'),
      reason: z.string(),
    })
    .describe('What had expired could not be held anew: nothing is held, and somebody has to look.'),
  refunded: z.object({
    payment,
    refundId: z.string().nullable().describe('Null for a refund made at the provider, past Soko.'),
    amount: moneyInEvent.describe('What went back this time.'),
    reason: z.string(),
  }),
  refund_failed: z
    .object({ payment, refundId: z.string(), amount: moneyInEvent, reason: z.string() })
    .describe('The provider could not give it back after all.'),
  disputed: plain.describe('The buyer’s bank asks for the money back. Nothing is decided.'),
  dispute_won: plain.describe('The money stays.'),
  charged_back: plain.describe('The buyer’s bank took the money back.'),
});
