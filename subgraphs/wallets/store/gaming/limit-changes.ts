import type { Queryable } from '@soko/postgres';
import type { LimitName, PendingIncrease } from '../../domain/gaming/change-limit.ts';
import type { LimitKind, LimitPeriod } from '../../domain/gaming/limit.ts';
import type { PrismaClient } from '../../generated/prisma/client.ts';

export type LimitChangeStatus = 'PENDING' | 'APPLIED' | 'REPLACED';

/** A change of a limit. Null amounts are no limit. */
export interface LimitChange extends LimitName {
  id: string;
  previousMinor: bigint | null;
  amountMinor: bigint | null;
  status: LimitChangeStatus;
  requestedAt: Date;
  appliedAt: Date | null;
}

interface Row {
  id: string;
  user_id: string;
  currency: string;
  kind: LimitKind;
  period: LimitPeriod;
  previous_minor: string | null;
  amount_minor: string | null;
  status: LimitChangeStatus;
  requested_at: Date;
  applied_at: Date | null;
}

const minor = (text: string | null): bigint | null => (text === null ? null : BigInt(text));

const toChange = (row: Row): LimitChange => ({
  id: row.id,
  userId: row.user_id,
  currency: row.currency,
  kind: row.kind,
  period: row.period,
  previousMinor: minor(row.previous_minor),
  amountMinor: minor(row.amount_minor),
  status: row.status,
  requestedAt: row.requested_at,
  appliedAt: row.applied_at,
});

/** The request that waits for its confirmation, or has lapsed waiting. Call it with the account locked. */
export async function findPending(
  tx: Queryable,
  { userId, currency, kind, period }: LimitName,
): Promise<PendingIncrease | null> {
  const { rows } = await tx.query<Row>({
    name: 'gaming-limit-pending',
    // SQL: in the transaction of the lock.
    text: `SELECT * FROM gaming_limit_change
      WHERE user_id = $1 AND currency = $2 AND kind = $3 AND period = $4 AND status = 'PENDING'`,
    values: [userId, currency, kind, period],
  });
  return rows[0] === undefined ? null : toChange(rows[0]);
}

/** A change of this user, locked. Null when it does not exist or belongs to someone else. */
export async function lockChange(tx: Queryable, userId: string, id: string): Promise<LimitChange | null> {
  const { rows } = await tx.query<Row>({
    name: 'gaming-limit-change-lock',
    // SQL: FOR UPDATE.
    text: 'SELECT * FROM gaming_limit_change WHERE id = $1 AND user_id = $2 FOR UPDATE',
    values: [id, userId],
  });
  return rows[0] === undefined ? null : toChange(rows[0]);
}

/** Saves a change, new or not. */
export async function saveChange(tx: Queryable, change: LimitChange): Promise<void> {
  const { id, userId, currency, kind, period, previousMinor, amountMinor, status, requestedAt, appliedAt } = change;
  await tx.query({
    name: 'gaming-limit-change-save',
    // SQL: adds or changes in one statement.
    text: `INSERT INTO gaming_limit_change
        (id, user_id, currency, kind, period, previous_minor, amount_minor, status, requested_at, applied_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
      ON CONFLICT (id) DO UPDATE SET status = $8, previous_minor = $6, applied_at = $10`,
    values: [id, userId, currency, kind, period, previousMinor, amountMinor, status, requestedAt, appliedAt],
  });
}

/** Ends the request that waits for this limit, if there is one: another change took its place. */
export async function replacePending(tx: Queryable, { userId, currency, kind, period }: LimitName): Promise<void> {
  await tx.query({
    name: 'gaming-limit-replace',
    // SQL: in the transaction of the lock.
    text: `UPDATE gaming_limit_change SET status = 'REPLACED'
      WHERE user_id = $1 AND currency = $2 AND kind = $3 AND period = $4 AND status = 'PENDING'`,
    values: [userId, currency, kind, period],
  });
}

/** The latest changes of a user's limits, newest first. */
export async function findChanges(db: PrismaClient, userId: string, limit: number): Promise<LimitChange[]> {
  const rows = await db.gamingLimitChange.findMany({ where: { userId }, orderBy: { id: 'desc' }, take: limit });
  return rows.map((row) => ({
    ...row,
    kind: row.kind as LimitKind,
    period: row.period as LimitPeriod,
    status: row.status as LimitChangeStatus,
  }));
}
