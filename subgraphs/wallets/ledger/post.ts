import type { Queryable } from '@soko/postgres';
import { type Entry, postedLines } from './collect.ts';
import type { LedgerRefusal, NewTransaction, Posted } from './transaction.ts';
import { write } from './write.ts';

/** The entry that posts a transaction at once. */
export const postedEntry = (transaction: NewTransaction): Entry => {
  const { reference, kind, transfers, at, about, reason, actorId, isDespiteFreeze } = transaction;
  return {
    reference,
    kind,
    phase: 'posted',
    at,
    transfers,
    lines: postedLines(transfers),
    about: about ?? {},
    reason: reason ?? null,
    actorId: actorId ?? null,
    isGuarded: isDespiteFreeze !== true,
  };
};

/** `write` of entries that end no hold. */
export async function writeEntries(db: Queryable, entries: readonly Entry[]): Promise<Posted[] | LedgerRefusal> {
  const written = await write(db, entries);
  if ('refused' in written && written.refused === 'hold_ended') throw new Error('No entry of this call ends a hold.');
  return written;
}

/**
 * Posts transactions, all or none, in one SQL statement for any number. What was posted before with the same reference and
 * content is not posted again; with another content it throws CONFLICT. An account that may not be negative must cover the
 * sum of what the call takes from it. Accounts that are not there are opened.
 */
export const post = (db: Queryable, transactions: readonly NewTransaction[]): Promise<Posted[] | LedgerRefusal> =>
  writeEntries(db, transactions.map(postedEntry));
