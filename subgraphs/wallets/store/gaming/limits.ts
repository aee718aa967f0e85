import type { Queryable } from '@soko/postgres';
import type { LimitName, PendingIncrease } from '../../domain/gaming/change-limit.ts';
import { type LimitKind, limitKinds, type LimitPeriod } from '../../domain/gaming/limit.ts';
import { everyLimit, limitColumn, sqlUse } from './windows.ts';

/** A limit with what counts towards it now. `limitMinor` is null when there is none (any more). */
export interface LimitState extends LimitName {
  limitMinor: bigint | null;
  usedMinor: bigint;
  /** Also a request that has lapsed. */
  pending: PendingIncrease | null;
}

interface Row {
  currency: string;
  kind: LimitKind;
  period: LimitPeriod;
  limit_minor: string | null;
  used_minor: string;
  pending_id: string | null;
  pending_minor: string | null;
  requested_at: Date | null;
}

const minor = (text: string | null): bigint | null => (text === null ? null : BigInt(text));

const toState = (userId: string, row: Row): LimitState => ({
  userId,
  currency: row.currency,
  kind: row.kind,
  period: row.period,
  limitMinor: minor(row.limit_minor),
  usedMinor: BigInt(row.used_minor),
  pending:
    row.pending_id === null
      ? null
      : { id: row.pending_id, amountMinor: minor(row.pending_minor), requestedAt: row.requested_at! },
});

const owner = { user: 'a.user_id', currency: 'a.currency' };

const perLimit = everyLimit(limitKinds)
  .map(
    ({
      kind,
      period,
    }) => `SELECT '${kind}' AS kind, '${period}' AS period, a.${limitColumn(kind, period)} AS limit_minor,
      ${sqlUse(kind, period, { account: 'a', now: '$2::timestamptz', owner })} AS used_minor`,
  )
  .join(' UNION ALL ');

/** Every limit of every currency in which the user has been active, set or not. One statement. */
async function findStates(db: Queryable, userId: string, now: Date): Promise<LimitState[]> {
  const { rows } = await db.query<Row>({
    name: 'gaming-limits',
    // SQL: windows of all limits in one snapshot.
    text: `SELECT a.currency, l.kind, l.period, l.limit_minor, l.used_minor,
        c.id AS pending_id, c.amount_minor AS pending_minor, c.requested_at
      FROM gaming_account a CROSS JOIN LATERAL (${perLimit}) l
      LEFT JOIN gaming_limit_change c ON c.user_id = a.user_id AND c.currency = a.currency AND c.kind = l.kind
        AND c.period = l.period AND c.status = 'PENDING'
      WHERE a.user_id = $1 ORDER BY a.currency`,
    values: [userId, now],
  });
  return rows.map((row) => toState(userId, row));
}

/** The limits that a user has set, with their use. */
export const findLimits = async (db: Queryable, userId: string, now: Date): Promise<LimitState[]> =>
  (await findStates(db, userId, now)).filter(({ limitMinor }) => limitMinor !== null);

/** One limit with its use, also when it is not set. */
export async function findLimit(db: Queryable, name: LimitName, now: Date): Promise<LimitState> {
  const states = await findStates(db, name.userId, now);
  const found = states.find(
    ({ currency, kind, period }) => currency === name.currency && kind === name.kind && period === name.period,
  );
  return found ?? { ...name, limitMinor: null, usedMinor: 0n, pending: null };
}

/** Locks the account that has the limit, adding it when it is new, and returns the limit. */
export async function lockLimit(tx: Queryable, { userId, currency, kind, period }: LimitName): Promise<bigint | null> {
  const { rows } = await tx.query<{ limit_minor: string | null }>({
    name: `gaming-limit-lock-${kind}-${period}`,
    // SQL: adds or locks in one statement.
    text: `INSERT INTO gaming_account AS a (user_id, currency, latest_at) VALUES ($1, $2, to_timestamp(0))
      ON CONFLICT (user_id, currency) DO UPDATE SET sequence = a.sequence RETURNING ${limitColumn(kind, period)} AS limit_minor`,
    values: [userId, currency],
  });
  return minor(rows[0]!.limit_minor);
}

/** Sets a limit of an account that is locked. */
export async function saveLimit(
  tx: Queryable,
  { userId, currency, kind, period }: LimitName,
  limitMinor: bigint | null,
): Promise<void> {
  await tx.query({
    name: `gaming-limit-set-${kind}-${period}`,
    // SQL: in the transaction of the lock.
    text: `UPDATE gaming_account SET ${limitColumn(kind, period)} = $3 WHERE user_id = $1 AND currency = $2`,
    values: [userId, currency, limitMinor],
  });
}
