import { post } from '../balance/post.ts';
import type { ChargeRecord, DisputeRecord } from '../records/payments.ts';
import { randomId } from '../wire/random-id.ts';
import type { Work } from '../work/work.ts';

/** Stripe's fee for a dispute, in minor units. */
const disputeFee = 1_500;

/** Time that a merchant has to respond. */
const answerWithinS = 9 * 24 * 3_600;

/** Opens a dispute. The amount and a fee leave the balance at once, unless the bank only inquires. */
export function openDispute(
  work: Work,
  charge: ChargeRecord,
  {
    reason = 'fraudulent',
    amount = charge.amountCaptured - charge.amountRefunded,
    isInquiry = false,
  }: { reason?: string; amount?: number; isInquiry?: boolean },
): DisputeRecord {
  const id = randomId('dp');
  const withdrawals = isInquiry
    ? []
    : [
        post(work, {
          account: charge.account,
          type: 'adjustment',
          reportingCategory: 'dispute',
          amount: -amount,
          fee: disputeFee,
          currency: charge.currency,
          source: id,
          description: `Chargeback withdrawal for ${charge.id}`,
        }),
      ];
  const dispute = work.put('disputes', {
    id,
    account: charge.account,
    createdAt: work.now,
    status: isInquiry ? 'warning_needs_response' : 'needs_response',
    amount,
    currency: charge.currency,
    charge: charge.id,
    intent: charge.intent,
    reason,
    dueBy: work.now + answerWithinS,
    evidence: {},
    submissions: 0,
    balanceTransactions: withdrawals.map((each) => each.id),
    metadata: {},
  });
  work.put('charges', { ...charge, dispute: id });
  work.tell('charge.dispute.created', 'disputes', dispute);
  if (!isInquiry) work.tell('charge.dispute.funds_withdrawn', 'disputes', dispute);
  return dispute;
}
