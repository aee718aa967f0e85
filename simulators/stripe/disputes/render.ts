import type Stripe from 'stripe';
import { renderBalanceTransaction } from '../balance/render.ts';
import type { DisputeRecord } from '../records/payments.ts';
import type { View } from '../simulator.ts';

/** `now` in Unix seconds determines whether the time to respond is over. */
export const renderDispute = (record: DisputeRecord, view: View, now: number): Stripe.Dispute => ({
  id: record.id,
  object: 'dispute',
  amount: record.amount,
  balance_transactions: record.balanceTransactions.flatMap((id) => {
    const transaction = view.get('balanceTransactions', id);
    return transaction ? [renderBalanceTransaction(transaction, now)] : [];
  }),
  charge: record.charge,
  created: record.createdAt,
  currency: record.currency,
  enhanced_eligibility_types: [],
  evidence: record.evidence as unknown as Stripe.Dispute.Evidence,
  evidence_details: {
    due_by: record.dueBy,
    enhanced_eligibility: {},
    has_evidence: Object.keys(record.evidence).length > 0,
    past_due: record.dueBy < now,
    submission_count: record.submissions,
  },
  is_charge_refundable: false,
  livemode: false,
  metadata: record.metadata,
  payment_intent: record.intent,
  reason: record.reason,
  status: record.status,
});
