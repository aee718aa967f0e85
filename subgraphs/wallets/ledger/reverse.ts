import type { Queryable } from '@soko/postgres';
import { type FoundTransaction, findPosted } from './find-transactions.ts';
import { postedEntry, writeEntries } from './post.ts';
import type { LedgerRefusal, Posted, Transfer } from './transaction.ts';

/** A transaction to undo by one in the other direction. */
export interface Reversal {
  reference: string;
  reversalReference: string;
  at: Date;
  reason: string;
  actorId?: string;
  /** Debits frozen accounts as well. */
  isDespiteFreeze?: boolean;
}

export type ReversalRefusal = LedgerRefusal | { refused: 'unknown_transaction'; reference: string };

const swapped = ({ debit, credit, amountMinor }: Transfer): Transfer => ({ debit: credit, credit: debit, amountMinor });

function reversalEntry(found: FoundTransaction, { reversalReference, ...rest }: Reversal) {
  const entry = postedEntry({
    ...rest,
    reference: reversalReference,
    kind: `${found.kind}_reversal`,
    transfers: found.transfers.map(swapped),
    about: found.about,
  });
  return { ...entry, reverses: found.id };
}

/** Reverses transactions, all or none. Each can be reversed once; a repeat has the same reversal reference. Two statements. */
export async function reverseAll(db: Queryable, reversals: readonly Reversal[]): Promise<Posted[] | ReversalRefusal> {
  const found = await findPosted(
    db,
    reversals.map(({ reference }) => reference),
  );
  const missing = reversals.find(({ reference }) => !found.has(reference));
  if (missing !== undefined) return { refused: 'unknown_transaction', reference: missing.reference };
  return writeEntries(
    db,
    reversals.map((reversal) => reversalEntry(found.get(reversal.reference)!, reversal)),
  );
}

/** Reverses one transaction. */
export async function reverse(db: Queryable, reversal: Reversal): Promise<Posted | ReversalRefusal> {
  const reversed = await reverseAll(db, [reversal]);
  return 'refused' in reversed ? reversed : reversed[0]!;
}
