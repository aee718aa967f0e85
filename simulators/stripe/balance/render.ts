import type Stripe from 'stripe';
import type { BalanceTransactionRecord } from '../records/connect.ts';
import type { StripeRecords } from '../records/kinds.ts';
import { balanceOf } from './balance-of.ts';

const stripeFee = (fee: number, currency: string): Stripe.BalanceTransaction.FeeDetail[] =>
  fee === 0
    ? []
    : [{ amount: fee, application: null, currency, description: 'Stripe processing fees', type: 'stripe_fee' }];

/** `now` in Unix seconds determines whether the money is available. */
export const renderBalanceTransaction = (record: BalanceTransactionRecord, now: number): Stripe.BalanceTransaction => ({
  id: record.id,
  object: 'balance_transaction',
  amount: record.amount,
  available_on: record.availableOn,
  balance_type: 'payments',
  created: record.createdAt,
  currency: record.currency,
  description: record.description,
  exchange_rate: null,
  fee: record.fee,
  fee_details: stripeFee(record.fee, record.currency),
  net: record.amount - record.fee,
  reporting_category: record.reportingCategory,
  source: record.source,
  status: record.availableOn <= now ? 'available' : 'pending',
  type: record.type,
});

const defaultCurrency = 'eur';

/** The currencies of the account, or a default currency. */
function currenciesOf(records: StripeRecords, account: string | null): string[] {
  const owner = `${account ?? 'platform'} `;
  const ids = [...records.oldestFirst('balances')].map(({ id }) => id).filter((id) => id.startsWith(owner));
  return ids.length === 0 ? [defaultCurrency] : ids.map((id) => id.slice(owner.length)).sort();
}

export function renderBalance(records: StripeRecords, account: string | null, now: number): Stripe.Balance {
  const balances = currenciesOf(records, account).map((currency) => ({
    currency,
    ...balanceOf(records, account, currency, now),
  }));
  return {
    object: 'balance',
    available: balances.map(({ currency, available: amount }) => ({
      amount,
      currency,
      source_types: { card: amount },
    })),
    livemode: false,
    pending: balances.map(({ currency, pending: amount }) => ({ amount, currency, source_types: { card: amount } })),
  };
}
