import type { PayingAccount } from './pain001.ts';
import type { PayoutMinimums } from './payout-amount.ts';

export interface PayoutSettings {
  minimums: PayoutMinimums;
  /** Time after the delivery for which the seller's part is not paid out, in milliseconds. */
  holdMs: number;
  /** Time between two scheduled runs, in milliseconds. Null for none. */
  everyMs: number | null;
  /** Null when no files can be made for a bank. */
  bank: PayingAccount | null;
}
