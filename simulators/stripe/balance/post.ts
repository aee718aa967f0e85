import type { BalanceTransactionRecord } from '../records/connect.ts';
import { randomId } from '../wire/random-id.ts';
import type { Work } from '../work/work.ts';
import { balanceOf } from './balance-of.ts';

interface Posting {
  account: string | null;
  type: string;
  reportingCategory?: string;
  /** Minor units; negative for money that leaves. */
  amount: number;
  fee?: number;
  currency: string;
  /** The object that caused it. */
  source: string;
  description?: string | null;
  /** Unix seconds. Default: now. */
  availableOn?: number;
}

/** Changes a balance and adds the balance transaction that explains it. */
export function post(work: Work, posting: Posting): BalanceTransactionRecord {
  const { account, type, amount, fee = 0, currency, source, availableOn = work.now } = posting;
  const { balance } = balanceOf(work.view, account, currency, work.now);
  const net = amount - fee;
  const isAvailable = availableOn <= work.now;
  const pending = { ...balance.pending, [availableOn]: (balance.pending[availableOn] ?? 0) + net };
  work.draft.put(
    'balances',
    isAvailable ? { ...balance, available: balance.available + net } : { ...balance, pending },
  );
  return work.put('balanceTransactions', {
    id: randomId('txn'),
    account,
    createdAt: work.now,
    type,
    reportingCategory: posting.reportingCategory ?? type,
    amount,
    fee,
    currency,
    source,
    description: posting.description ?? null,
    availableOn,
  });
}
