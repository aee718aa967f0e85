import type { CursorCodec, Page } from '@soko/pagination';
import { keysetPage } from '@soko/pagination';
import { createParameters, type Queryable } from '@soko/postgres';
import { accountName, type AccountRef, chart } from './account.ts';
import { readTransfers } from './find-transactions.ts';
import type { Transfer } from './transaction.ts';

/** A posting of an account, as its owner sees it. */
export interface StatementEntry {
  sequence: number;
  reference: string;
  kind: string;
  at: Date;
  /** Positive when the balance grew. */
  amountMinor: bigint;
  /** Balance after the posting. */
  balanceMinor: bigint;
  about: Readonly<Record<string, string>>;
  /** All transfers of its transaction. */
  transfers: readonly Transfer[];
}

/** The cursors of a statement: the sequence of a posting, which is never used again. */
export const statementCursors: CursorCodec<readonly [sequence: number]> = {
  list: 'statement',
  write: (cursor) => cursor,
  read([sequence, ...others]) {
    return typeof sequence === 'number' && Number.isSafeInteger(sequence) && sequence > 0 && others.length === 0
      ? [sequence]
      : null;
  },
};

interface EntryRow {
  sequence: string;
  reference: string;
  kind: string;
  at: Date;
  amount: string;
  balance: string;
  about: Record<string, string>;
  transfers: string;
}

/** The last posting of a transaction. Those of one transaction on an account follow each other without a gap. */
const lastOfTransaction = `NOT EXISTS (SELECT FROM ledger_posting next WHERE next.account_id = p.account_id
  AND next.sequence = p.sequence + 1 AND next.transaction_id = p.transaction_id)`;

/** What an account gained by the transfers of a transaction that has several with it. Null where one posting says all. */
function gainOf(account: AccountRef, transfers: readonly Transfer[]): bigint | null {
  const name = accountName(account);
  const gains = transfers.flatMap(({ debit, credit, amountMinor }) => [
    ...(accountName(debit) === name ? [-amountMinor] : []),
    ...(accountName(credit) === name ? [amountMinor] : []),
  ]);
  if (gains.length < 2) return null;
  const sum = gains.reduce((left, right) => left + right, 0n);
  const { kind } = chart[account.code];
  return kind === 'asset' || kind === 'expense' ? -sum : sum;
}

/**
 * A page of the postings of an account that has an owner, newest first, and one row more. One statement. `byTransaction` makes
 * one entry of all postings of a transaction: a sale with a discount of the platform reaches its seller from two accounts.
 */
export async function findStatement(
  db: Queryable,
  account: AccountRef,
  page: Page<readonly [sequence: number]>,
  { from, to, byTransaction = false }: { from?: Date | undefined; to?: Date | undefined; byTransaction?: boolean } = {},
): Promise<StatementEntry[]> {
  accountName(account);
  const parameters = createParameters(account.code, account.currency, account.ownerId);
  const rows = await keysetPage<EntryRow>(db, {
    name: 'ledger-statement',
    select: `p.sequence, t.reference, t.kind, p.at, t.about, t.transfers, p.balance_minor AS balance,
      CASE WHEN (p.side = 'D') = a.is_debit_normal THEN p.amount_minor ELSE -p.amount_minor END AS amount`,
    from: `ledger_account a JOIN ledger_posting p ON p.account_id = a.id JOIN ledger_transaction t ON t.id = p.transaction_id`,
    where: [
      'a.code = $1 AND a.currency = $2 AND a.owner_id = $3 AND a.stripe = 0',
      'NOT p.is_pending',
      ...(byTransaction ? [lastOfTransaction] : []),
      ...(from === undefined ? [] : [`p.at >= ${parameters.add(from)}`]),
      ...(to === undefined ? [] : [`p.at < ${parameters.add(to)}`]),
    ],
    parameters,
    key: ['p.sequence'],
    direction: 'DESC',
    page,
  });
  return rows.map(({ sequence, amount, balance, transfers: written, ...rest }) => {
    const transfers = readTransfers(written);
    return {
      ...rest,
      transfers,
      sequence: Number(sequence),
      amountMinor: (byTransaction ? gainOf(account, transfers) : null) ?? BigInt(amount),
      balanceMinor: BigInt(balance),
    };
  });
}
