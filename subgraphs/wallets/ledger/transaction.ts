import type { AccountRef, Balance } from './account.ts';

/** An amount that leaves one account and reaches another of the same currency. */
export interface Transfer {
  debit: AccountRef;
  credit: AccountRef;
  /** Greater than zero. */
  amountMinor: bigint;
}

/** A transaction to post. */
export interface NewTransaction {
  /** Unique name, such as `deposit:dep_…`: what has it already is not posted again. */
  reference: string;
  /** What happened, in lower case, such as `deposit` or `bet_stake`. Owners see it in their statement. */
  kind: string;
  /** At least one. */
  transfers: readonly Transfer[];
  at: Date;
  /** Ids that the transaction concerns, such as `{ betId }`. No personal data: the journal is never changed. */
  about?: Readonly<Record<string, string>>;
  /** Why, for auditors. No personal data. */
  reason?: string;
  /** Id of the person who decided it. */
  actorId?: string;
  /** Debits frozen accounts as well: for decisions of staff. */
  isDespiteFreeze?: boolean;
}

/** A change of an account that has an owner. */
export interface ChangedBalance extends Balance {
  account: AccountRef;
  /** Counts the changes of the account; later changes have greater numbers. */
  version: number;
}

/** The result for one transaction of `post`, in the order in which they were given. */
export interface Posted {
  reference: string;
  kind: string;
  /** It had been posted before, with the same content. Nothing was changed. */
  repeated: boolean;
  /** Accounts with an owner, after the transaction. Empty for a repeat. */
  changed: readonly ChangedBalance[];
}

/** Nothing was changed, because an account does not allow it. */
export type LedgerRefusal =
  | { refused: 'insufficient_funds'; account: AccountRef; availableMinor: bigint }
  | { refused: 'account_frozen'; account: AccountRef };

/** A hold to make: an amount that `debit` can no longer spend, for `credit`. */
export interface NewHold extends Omit<NewTransaction, 'transfers' | 'kind'>, Transfer {
  /** Default: `hold`. */
  kind?: string;
  /** It ends by itself then. Without it, it stays until it is posted or voided. */
  expiresAt?: Date;
}

export type HoldStatus = 'PENDING' | 'POSTED' | 'VOIDED' | 'EXPIRED';

export interface Hold extends Transfer {
  reference: string;
  status: HoldStatus;
  /** Amount that was posted of it. */
  postedMinor: bigint;
  expiresAt: Date | null;
  endedAt: Date | null;
  about: Readonly<Record<string, string>>;
}

/** A hold that is in the state that was asked for; `repeated` when it was before. */
export interface Held extends Posted {
  hold: Hold;
}

/** The hold is not PENDING any more, or does not exist: nothing was changed. */
export type HoldRefusal = { refused: 'hold_ended'; hold: Hold } | { refused: 'unknown_hold'; reference: string };

export const isLedgerRefusal = <Outcome>(outcome: Outcome): outcome is Extract<Outcome, { refused: string }> =>
  typeof outcome === 'object' && outcome !== null && 'refused' in outcome;
