import type Stripe from 'stripe';
import type { RefundRecord } from '../records/payments.ts';

export const renderRefund = (record: RefundRecord): Stripe.Refund => ({
  id: record.id,
  object: 'refund',
  amount: record.amount,
  balance_transaction: record.balanceTransaction,
  charge: record.charge,
  created: record.createdAt,
  currency: record.currency,
  customer: null,
  customer_account: null,
  destination_details: {
    card: { type: 'refund', reference_status: 'pending', reference_type: 'acquirer_reference_number' },
    type: 'card',
  },
  ...(record.failureBalanceTransaction === null
    ? {}
    : { failure_balance_transaction: record.failureBalanceTransaction }),
  ...(record.failureReason === null ? {} : { failure_reason: record.failureReason }),
  metadata: record.metadata,
  payment_intent: record.intent,
  payment_method: null,
  ...(record.status === 'pending' ? { pending_reason: 'processing' as const } : {}),
  reason: record.reason,
  receipt_number: null,
  source_transfer_reversal: null,
  status: record.status,
  transfer_reversal: null,
});
