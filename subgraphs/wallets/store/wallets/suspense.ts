import type { Queryable } from '@soko/postgres';
import type { AdjustmentKind } from '../../domain/wallets/adjustment.ts';

/** Money in the suspense account that nobody has decided about. */
export interface SuspenseItem {
  /** Id of the deposit or withdrawal. */
  id: string;
  walletId: string;
  reason: 'AMOUNT_DIFFERS' | 'PAID_LATE' | 'RETURNED_LATE';
  /** Negative when the money left the provider although the withdrawal had failed, or less of a deposit arrived than was credited. */
  amountMinor: bigint;
  currency: string;
  at: Date;
}

const undecided = (id: string, except: string): string =>
  `NOT EXISTS (SELECT FROM wallet_adjustment a WHERE a.about_id = ${id} AND a.status <> 'REJECTED' AND a.id <> ${except})`;

/** Open items; `except` is the id of an adjustment that does not count as a decision. */
const openBut = (
  except: string,
): string => `SELECT d.id, d.wallet_id AS "walletId", 'AMOUNT_DIFFERS' AS reason, d.received_minor - d.returned_minor AS "amountMinor",
    coalesce(d.received_in, d.currency) AS currency, d.updated_at AS at
  FROM deposit d WHERE d.status = 'FAILED' AND d.received_minor > d.returned_minor AND ${undecided('d.id', except)}
  UNION ALL SELECT d.id, d.wallet_id, 'AMOUNT_DIFFERS', d.corrected_minor - d.amount_minor, d.currency, d.updated_at
  FROM deposit d WHERE d.corrected_minor IS NOT NULL AND ${undecided('d.id', except)}
  UNION ALL SELECT w.id, w.wallet_id, CASE w.status WHEN 'FAILED' THEN 'PAID_LATE' ELSE 'RETURNED_LATE' END,
    CASE w.status WHEN 'FAILED' THEN -1 ELSE 1 END * (w.amount_minor - w.withholding_minor), w.currency, w.updated_at
  FROM withdrawal w WHERE w.contradicted AND ${undecided('w.id', except)}`;

type Row = Omit<SuspenseItem, 'amountMinor'> & { amountMinor: string };

const toItem = (row: Row): SuspenseItem => ({ ...row, amountMinor: BigInt(row.amountMinor) });

/** The items that have waited longest. */
export async function listSuspense(db: Queryable, limit: number): Promise<SuspenseItem[]> {
  // SQL: a union of deposits and withdrawals, by their partial indexes.
  const text = `SELECT * FROM (${openBut("''")}) items ORDER BY at, id LIMIT $1`;
  const { rows } = await db.query<Row>({ name: 'suspense-list', text, values: [limit] });
  return rows.map(toItem);
}

/**
 * The item of a deposit or withdrawal, whose row is locked until the end of the transaction. Null when nothing of it is in
 * suspense, or it was decided otherwise than by the adjustment `except`; `unknown` when neither exists.
 */
export async function lockSuspense(
  tx: Queryable,
  id: string,
  except: string | null = null,
): Promise<SuspenseItem | 'unknown' | null> {
  const table = id.startsWith('dep_') ? 'deposit' : 'withdrawal';
  // SQL: FOR UPDATE.
  const locked = await tx.query({
    name: `suspense-lock-${table}`,
    text: `SELECT FROM ${table} WHERE id = $1 FOR UPDATE`,
    values: [id],
  });
  if (locked.rows.length === 0) return 'unknown';
  // SQL: a union of deposits and withdrawals, in the transaction of the ledger.
  const text = `SELECT * FROM (${openBut('$2')}) items WHERE id = $1`;
  const { rows } = await tx.query<Row>({ name: 'suspense-find', text, values: [id, except ?? ''] });
  return rows[0] === undefined ? null : toItem(rows[0]);
}

/** How the money of a deposit in suspense was decided about. Null when it is still there. */
export async function findResolution(tx: Queryable, depositId: string): Promise<AdjustmentKind | null> {
  const { rows } = await tx.query<{ kind: AdjustmentKind }>({
    name: 'suspense-resolution',
    // SQL: runs in the transaction of the ledger.
    text: `SELECT kind FROM wallet_adjustment WHERE about_id = $1 AND status = 'POSTED'`,
    values: [depositId],
  });
  return rows[0]?.kind ?? null;
}
