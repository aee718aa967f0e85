import type { CursorCodec, Page } from '@soko/pagination';
import { keysetPage } from '@soko/pagination';
import { createParameters, type Queryable } from '@soko/postgres';
import { accountName, type AccountRef } from './account.ts';
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

/** A page of the postings of an account that has an owner, newest first, and one row more. One statement. */
export async function findStatement(
  db: Queryable,
  account: AccountRef,
  page: Page<readonly [sequence: number]>,
  { from, to }: { from?: Date | undefined; to?: Date | undefined } = {},
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
      ...(from === undefined ? [] : [`p.at >= ${parameters.add(from)}`]),
      ...(to === undefined ? [] : [`p.at < ${parameters.add(to)}`]),
    ],
    parameters,
    key: ['p.sequence'],
    direction: 'DESC',
    page,
  });
  return rows.map(({ sequence, amount, balance, transfers, ...rest }) => ({
    ...rest,
    transfers: readTransfers(transfers),
    sequence: Number(sequence),
    amountMinor: BigInt(amount),
    balanceMinor: BigInt(balance),
  }));
}
