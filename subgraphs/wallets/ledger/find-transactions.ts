import type { Queryable } from '@soko/postgres';
import { accountNamed } from './account.ts';
import type { Hold, HoldStatus, Transfer } from './transaction.ts';

/** A row of the journal. */
export interface FoundTransaction {
  id: bigint;
  reference: string;
  kind: string;
  transfers: readonly Transfer[];
  about: Readonly<Record<string, string>>;
}

interface TransactionRow {
  id: string;
  reference: string;
  kind: string;
  transfers: string;
  about: Record<string, string>;
}

/** Transfers that `transfersText` wrote. */
export const readTransfers = (text: string): Transfer[] =>
  text.split('\n').map((line) => {
    const [debit, credit, amount] = line.split(' ') as [string, string, string];
    return { debit: accountNamed(debit), credit: accountNamed(credit), amountMinor: BigInt(amount) };
  });

/** The posted transactions with these references, by reference. Holds are not among them. */
export async function findPosted(db: Queryable, references: readonly string[]): Promise<Map<string, FoundTransaction>> {
  const { rows } = await db.query<TransactionRow>({
    name: 'ledger-find-posted',
    // SQL: runs in the transaction that reverses them.
    text: `SELECT id, reference, kind, transfers, about FROM ledger_transaction
           WHERE reference = ANY ($1) AND phase IN ('posted', 'hold_posted')`,
    values: [references],
  });
  return new Map(
    rows.map((row) => [row.reference, { ...row, id: BigInt(row.id), transfers: readTransfers(row.transfers) }]),
  );
}

interface HoldRow extends TransactionRow {
  status: HoldStatus;
  posted_minor: string;
  expires_at: Date | null;
  ended_at: Date | null;
}

/** A hold with the id of its transaction, or null. */
export async function findHoldRow(
  db: Queryable,
  reference: string,
): Promise<{ id: bigint; kind: string; hold: Hold } | null> {
  const { rows } = await db.query<HoldRow>({
    name: 'ledger-find-hold',
    // SQL: runs in the transaction that ends it.
    text: `SELECT id, reference, kind, transfers, about, status, posted_minor, expires_at, ended_at
           FROM ledger_transaction JOIN ledger_hold ON transaction_id = id WHERE reference = $1`,
    values: [reference],
  });
  const row = rows[0];
  if (row === undefined) return null;
  const { status, posted_minor: posted, expires_at: expiresAt, ended_at: endedAt, about } = row;
  const [transfer] = readTransfers(row.transfers) as [Transfer];
  const hold: Hold = { ...transfer, reference, status, postedMinor: BigInt(posted), expiresAt, endedAt, about };
  return { id: BigInt(row.id), kind: row.kind, hold };
}
