import { refused } from '../wire/api-error.ts';
import type { Work } from '../work/work.ts';
import { balanceOf } from './balance-of.ts';

/** Throws unless the account has `amount` available. */
export function requireAvailable(
  work: Work,
  account: string | null,
  amount: number,
  currency: string,
  message: string,
): void {
  if (balanceOf(work.view, account, currency, work.now).available < amount)
    throw refused(message, { code: 'balance_insufficient' });
}
