import { post } from '../balance/post.ts';
import { outcomeOf } from '../cards/outcome-of.ts';
import type { ChargeRecord, RefundRecord } from '../records/payments.ts';
import { InvalidParams, refused } from '../wire/api-error.ts';
import { choice, flag, integer, leftOut, metadata, type Params, text } from '../wire/params.ts';
import { randomId } from '../wire/random-id.ts';
import { findInParam } from '../work/find.ts';
import type { Work } from '../work/work.ts';

export const createParams = {
  payment_intent: text(),
  charge: text(),
  amount: integer({ min: 1 }),
  reason: choice('duplicate', 'fraudulent', 'requested_by_customer'),
  metadata,
  reverse_transfer: flag,
  refund_application_fee: flag,
  currency: text(),
  customer: leftOut,
  origin: leftOut,
  instructions_email: leftOut,
};

type Sent = Params<typeof createParams>;

/** Duration of a refund to the test cards with slow refunds. */
const slowRefundS = 60;

function chargeToRefund(work: Work, sent: Sent): ChargeRecord {
  if (sent.charge) return findInParam(work, 'charges', sent.charge, 'charge');
  if (!sent.payment_intent)
    throw new InvalidParams(
      'One of the following params should be provided for this request: payment_intent or charge.',
    );
  const intent = findInParam(work, 'intents', sent.payment_intent, 'payment_intent');
  const charge = intent.latestCharge === null ? undefined : work.view.get('charges', intent.latestCharge);
  if (!charge?.captured)
    throw refused(`This PaymentIntent (${intent.id}) does not have a successful charge to refund.`, {
      code: 'payment_intent_unexpected_state',
      param: 'payment_intent',
    });
  return charge;
}

function requireRefundable(work: Work, charge: ChargeRecord): void {
  const dispute = charge.dispute === null ? undefined : work.view.get('disputes', charge.dispute);
  if (dispute && dispute.status !== 'won')
    throw refused(`Charge ${charge.id} has been charged back; cannot issue a refund.`, { code: 'charge_disputed' });
  if (!charge.captured)
    throw refused(`Charge ${charge.id} has not been captured; cancel its PaymentIntent to release the funds.`, {
      param: 'charge',
    });
  if (charge.amountRefunded === charge.amountCaptured)
    throw refused(`Charge ${charge.id} has already been refunded.`, { code: 'charge_already_refunded' });
}

function amountToRefund(charge: ChargeRecord, sent: number | undefined): number {
  const rest = charge.amountCaptured - charge.amountRefunded;
  if (sent !== undefined && sent > rest)
    throw refused(`Refund amount (${sent}) is greater than unrefunded amount on charge (${rest})`, { param: 'amount' });
  return sent ?? rest;
}

function refuseDestinationCharge(charge: ChargeRecord, sent: Sent): void {
  if (sent.reverse_transfer)
    throw refused(`Cannot reverse transfer for charge ${charge.id} because it does not have an associated transfer.`, {
      param: 'reverse_transfer',
    });
  if (sent.refund_application_fee)
    throw refused(`Cannot refund application fee for charge ${charge.id} because it does not have one.`, {
      param: 'refund_application_fee',
    });
}

/** Refunds a captured amount or a part of it. The sum of refunds never exceeds the captured amount. */
export function createRefund(work: Work, sent: Sent): RefundRecord {
  const charge = chargeToRefund(work, sent);
  refuseDestinationCharge(charge, sent);
  requireRefundable(work, charge);
  const amount = amountToRefund(charge, sent.amount);
  const id = randomId('re');
  const outcome = outcomeOf(charge.card);
  const slow = outcome.kind === 'approved' ? outcome.refund : undefined;
  const transaction = post(work, {
    account: charge.account,
    type: 'refund',
    amount: -amount,
    currency: charge.currency,
    source: id,
    description: `REFUND FOR CHARGE ${charge.id}`,
  });
  const refund = work.put('refunds', {
    id,
    account: charge.account,
    createdAt: work.now,
    status: slow === 'pending' ? 'pending' : 'succeeded',
    amount,
    currency: charge.currency,
    charge: charge.id,
    intent: charge.intent,
    reason: sent.reason ?? null,
    metadata: sent.metadata ?? {},
    balanceTransaction: transaction.id,
    failureBalanceTransaction: null,
    failureReason: null,
  });
  if (slow) work.setAlarm(slow === 'pending' ? 'settle-refund' : 'fail-refund', id, work.now + slowRefundS);
  const refunded = work.put('charges', {
    ...charge,
    amountRefunded: charge.amountRefunded + amount,
    refunds: [...charge.refunds, id],
  });
  work.tell('charge.refunded', 'charges', refunded, charge);
  work.tell('refund.created', 'refunds', refund);
  return refund;
}
