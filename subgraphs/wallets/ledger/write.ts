import { conflict } from '@soko/errors';
import { type Queryable, retryCollisions, StaleVersion } from '@soko/postgres';
import { accountName, type AccountRef } from './account.ts';
import { type Batch, collect, type Entry } from './collect.ts';
import type { ChangedBalance, LedgerRefusal, Posted } from './transaction.ts';

interface WrittenRow {
  outcome: 'posted' | 'repeated' | 'conflict' | 'hold_ended' | 'account_frozen' | 'insufficient_funds';
  transaction_no: number | null;
  account_no: number | null;
  balance: string | null;
  pending: string | null;
  version: string | null;
}

/** An entry ends a hold that has ended already. */
export interface HoldEnded {
  refused: 'hold_ended';
  reference: string;
}

const callOf = (name: string, parameters: number): { name: string; text: string } => ({
  name,
  // SQL: a stored function, which locks, checks and writes any number of postings in one round trip.
  text: `SELECT * FROM ${name}(${Array.from({ length: parameters }, (_, index) => `$${index + 1}`).join(', ')})`,
});

const calls = { one: callOf('ledger_write_one', 22), many: callOf('ledger_write_many', 26) };

/** Two calls at the same time posted the same reference. The later one finds it when it is repeated. */
const sameReference = 'ledger_transaction_reference_key';

async function send(db: Queryable, { call, values }: Batch): Promise<WrittenRow[]> {
  try {
    return (await db.query<WrittenRow>({ ...calls[call], values })).rows;
  } catch (error) {
    if ((error as { constraint?: unknown }).constraint !== sameReference) throw error;
    throw new StaleVersion('The same reference was posted at the same time.', { cause: error });
  }
}

function refusalOf(row: WrittenRow, { accounts }: Batch, entries: readonly Entry[]): LedgerRefusal | HoldEnded | null {
  const account = accounts[row.account_no! - 1]!;
  switch (row.outcome) {
    case 'insufficient_funds':
      return { refused: 'insufficient_funds', account, availableMinor: BigInt(row.balance!) };
    case 'account_frozen':
      return { refused: 'account_frozen', account };
    case 'hold_ended':
      return { refused: 'hold_ended', reference: entries[row.transaction_no! - 1]!.reference };
    case 'conflict': {
      const { reference } = entries[row.transaction_no! - 1]!;
      throw conflict(`The ledger has another transaction with the reference ${reference}.`);
    }
    default:
      return null;
  }
}

const changedBalance = (row: WrittenRow, account: AccountRef): ChangedBalance => {
  const [postedMinor, pendingMinor] = [BigInt(row.balance!), BigInt(row.pending!)];
  return {
    account,
    postedMinor,
    pendingMinor,
    availableMinor: postedMinor - pendingMinor,
    version: Number(row.version),
  };
};

/** The results by reference, with the last state of each account after each transaction. */
function postedOf(rows: readonly WrittenRow[], { accounts }: Batch, entries: readonly Entry[]): Posted[] {
  const changed = entries.map(() => new Map<string, ChangedBalance>());
  for (const row of rows) {
    const account = accounts[row.account_no! - 1]!;
    changed[row.transaction_no! - 1]!.set(accountName(account), changedBalance(row, account));
  }
  return entries.map(({ reference, kind }, index) => ({
    reference,
    kind,
    repeated: false,
    changed: [...changed[index]!.values()],
  }));
}

const repeatOf = ({ reference, kind }: Entry): Posted => ({ reference, kind, repeated: true, changed: [] });

/** A call outside of a transaction is one of its own, and can be repeated alone. */
const isPool = (db: Queryable): boolean => 'totalCount' in db;

/**
 * Writes all entries or none, in one statement; in two when a reference is there already. Throws CONFLICT when it is there
 * with another content.
 */
export async function write(db: Queryable, entries: readonly Entry[]): Promise<Posted[] | LedgerRefusal | HoldEnded> {
  if (entries.length === 0) return [];
  const batch = collect(entries);
  const rows = isPool(db) ? await retryCollisions(() => send(db, batch)) : await send(db, batch);
  for (const row of rows) {
    const refusal = refusalOf(row, batch, entries);
    if (refusal !== null) return refusal;
  }
  const repeated = new Set(rows.flatMap((row) => (row.outcome === 'repeated' ? [row.transaction_no! - 1] : [])));
  if (repeated.size === 0) return postedOf(rows, batch, entries);
  const rest = await write(
    db,
    entries.filter((_, index) => !repeated.has(index)),
  );
  if ('refused' in rest) return rest;
  const fresh = rest.values();
  return entries.map((entry, index) => (repeated.has(index) ? repeatOf(entry) : fresh.next().value!));
}
