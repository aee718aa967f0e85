import type { BalanceRecord } from '../records/connect.ts';
import type { View } from '../simulator.ts';

export const balanceId = (account: string | null, currency: string): string => `${account ?? 'platform'} ${currency}`;

const sumOf = (amounts: readonly number[]): number => amounts.reduce((sum, amount) => sum + amount, 0);

/** The available and the pending part of a balance at `now` (Unix seconds). */
export function settle(balance: BalanceRecord, now: number): BalanceRecord {
  const entries = Object.entries(balance.pending);
  const due = entries.filter(([from]) => Number(from) <= now);
  return {
    ...balance,
    available: balance.available + sumOf(due.map(([, amount]) => amount)),
    pending: Object.fromEntries(entries.filter(([from]) => Number(from) > now)),
  };
}

/** Minor units; zero for a currency that the account never had. */
export function balanceOf(view: Pick<View, 'get'>, account: string | null, currency: string, now: number) {
  const id = balanceId(account, currency);
  const balance = settle(view.get('balances', id) ?? { id, available: 0, pending: {} }, now);
  return { balance, available: balance.available, pending: sumOf(Object.values(balance.pending)) };
}
