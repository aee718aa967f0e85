import type { Queryable } from '@soko/postgres';
import { accountName, type AccountRef, type Balance } from './account.ts';

const columns = (refs: readonly AccountRef[]): string[][] => [
  refs.map(({ code }) => code),
  refs.map(({ currency }) => currency),
  refs.map(({ ownerId }) => ownerId ?? ''),
];

/** Opens accounts that are not there. `post` does so itself. */
export async function openAccounts(db: Queryable, refs: readonly AccountRef[]): Promise<void> {
  for (const ref of refs) accountName(ref);
  // SQL: a stored function that posting calls as well.
  await db.query({
    name: 'ledger-open',
    text: `SELECT ledger_open(code, currency, owner_id, CASE owner_id WHEN '' THEN pg_backend_pid() % 16 ELSE 0 END)
           FROM unnest($1::text[], $2::text[], $3::text[]) AS wanted (code, currency, owner_id)`,
    values: columns(refs),
  });
}

interface BalanceRow {
  posted: string;
  pending: string;
  version: string;
}

const none: BalanceRow = { posted: '0', pending: '0', version: '0' };

/** The balances of accounts, in the order given; zero for those that were never opened. One statement. */
export async function balancesOf(
  db: Queryable,
  refs: readonly AccountRef[],
): Promise<(Balance & { version: number })[]> {
  const { rows } = await db.query<BalanceRow & { no: string }>({
    name: 'ledger-balances',
    // SQL: sums over the stripes of many accounts.
    text: `SELECT wanted.no,
        sum(CASE WHEN is_debit_normal THEN debits_minor - credits_minor ELSE credits_minor - debits_minor END) AS posted,
        sum(CASE WHEN is_debit_normal THEN pending_credits_minor ELSE pending_debits_minor END) AS pending,
        sum(version) AS version
      FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS wanted (code, currency, owner_id, no)
      JOIN ledger_account a ON a.code = wanted.code AND a.currency = wanted.currency AND a.owner_id = wanted.owner_id
      GROUP BY wanted.no`,
    values: columns(refs),
  });
  const found = new Map(rows.map((row) => [Number(row.no), row]));
  return refs.map((_, index) => {
    const row = found.get(index + 1) ?? none;
    const [postedMinor, pendingMinor] = [BigInt(row.posted), BigInt(row.pending)];
    return { postedMinor, pendingMinor, availableMinor: postedMinor - pendingMinor, version: Number(row.version) };
  });
}

/** The balance of an account. A house account is added up over its stripes. */
export async function balanceOf(db: Queryable, ref: AccountRef): Promise<Balance & { version: number }> {
  const [balance] = await balancesOf(db, [ref]);
  return balance!;
}

/**
 * Has an account refuse debits, or accept them again; opens it if needed. Returns its new version, or null when it was so
 * already.
 */
export async function setFrozen(db: Queryable, ref: AccountRef, frozen: boolean): Promise<number | null> {
  await openAccounts(db, [ref]);
  const { rows } = await db.query<{ version: string }>({
    name: 'ledger-set-frozen',
    // SQL: runs in the transaction of the wallet's change.
    text: `UPDATE ledger_account SET frozen = $4, version = version + 1
           WHERE code = $1 AND currency = $2 AND owner_id = $3 AND frozen <> $4 RETURNING version`,
    values: [ref.code, ref.currency, ref.ownerId ?? '', frozen],
  });
  return rows[0] === undefined ? null : Number(rows[0].version);
}
