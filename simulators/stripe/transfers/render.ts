import type Stripe from 'stripe';
import { wholeList } from '../lists/list.ts';
import type { ReversalRecord, TransferRecord } from '../records/connect.ts';
import type { View } from '../simulator.ts';

export const renderReversal = (record: ReversalRecord): Stripe.TransferReversal => ({
  id: record.id,
  object: 'transfer_reversal',
  amount: record.amount,
  balance_transaction: record.balanceTransaction,
  created: record.createdAt,
  currency: record.currency,
  destination_payment_refund: null,
  metadata: record.metadata,
  source_refund: null,
  transfer: record.transfer,
});

/** The reversals that a transfer had when the record was made. */
const reversalsOf = (record: TransferRecord, view: View): Stripe.TransferReversal[] =>
  record.reversals.flatMap((id) => {
    const reversal = view.get('reversals', id);
    return reversal ? [renderReversal(reversal)] : [];
  });

export const renderTransfer = (record: TransferRecord, view: View): Stripe.Transfer => ({
  id: record.id,
  object: 'transfer',
  amount: record.amount,
  amount_reversed: record.amountReversed,
  balance_transaction: record.balanceTransaction,
  created: record.createdAt,
  currency: record.currency,
  description: record.description,
  destination: record.destination,
  destination_payment: record.destinationPayment,
  livemode: false,
  metadata: record.metadata,
  reversals: wholeList(`/v1/transfers/${record.id}/reversals`, reversalsOf(record, view).toReversed()),
  reversed: record.amountReversed === record.amount,
  source_transaction: record.sourceTransaction,
  source_type: 'card',
  transfer_group: record.transferGroup,
});
