import { post } from '../balance/post.ts';
import { outcomeOf } from '../cards/outcome-of.ts';
import { openDispute } from '../disputes/open-dispute.ts';
import type { ChargeRecord, IntentRecord } from '../records/payments.ts';
import type { Work } from '../work/work.ts';

const dayS = 24 * 3_600;
const settlementDays = 2;

/** Stripe's price for a European card: 2.9 % and 30 in the smallest unit, and never more than the payment. */
const feeFor = (amount: number): number => Math.min(amount, Math.round((amount * 290) / 10_000) + 30);

/** Money becomes available at the beginning of a day, as Stripe has it. */
const availableOn = (now: number): number => Math.floor(now / dayS + settlementDays) * dayS;

/** Captures `amount` of an authorised charge. The money is pending for two days, then available. */
export function takeMoney(
  work: Work,
  intent: IntentRecord,
  charge: ChargeRecord,
  amount: number,
): { intent: IntentRecord; charge: ChargeRecord } {
  const outcome = outcomeOf(charge.card);
  const atOnce = outcome.kind === 'approved' && outcome.availableAtOnce === true;
  const transaction = post(work, {
    account: charge.account,
    type: 'charge',
    amount,
    fee: feeFor(amount),
    currency: charge.currency,
    source: charge.id,
    description: charge.description,
    availableOn: atOnce ? work.now : availableOn(work.now),
  });
  const captured = work.put('charges', {
    ...charge,
    amountCaptured: amount,
    captured: true,
    balanceTransaction: transaction.id,
    availableOn: transaction.availableOn,
  });
  const succeeded = work.put('intents', {
    ...intent,
    status: 'succeeded',
    amountCapturable: 0,
    amountReceived: amount,
  });
  return { intent: succeeded, charge: captured };
}

/** Some test cards are disputed right after the payment. */
export function disputeAtOnce(work: Work, charge: ChargeRecord): void {
  const outcome = outcomeOf(charge.card);
  if (outcome.kind === 'approved' && outcome.disputed) openDispute(work, charge, {});
}
