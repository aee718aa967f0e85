import type { Queryable } from '@soko/postgres';
import { limitsOfActivity } from '../../domain/gaming/limit.ts';
import type { GamingRefusal } from '../../domain/gaming/refusals.ts';
import { defaultMinimumAge } from '../../domain/gaming/age.ts';
import { findGamingRefusal } from './find-gaming-refusal.ts';
import { everyLimit, limitColumn, sqlUse, totalColumn } from './windows.ts';

export interface LimitedActivity {
  userId: string;
  activity: 'deposit' | 'stake';
  amountMinor: bigint;
  currency: string;
  /** Unique name of the activity, such as `bet:{id}:stake` or `deposit:{id}`. `takeBackActivity` takes it. */
  reference: string;
  now: Date;
}

/**
 * SQL: hot (every bet); locks, checks and records at once. The locks read the latest rows; the rest reads the snapshot
 * that the statement began with, which is right all the same: what was added meanwhile is in the total of the locked
 * account and in no total before a window. When something was taken back meanwhile (`rewrites`), nothing is recorded,
 * and the caller tries again. A window is read only where there is a limit.
 */
const admitting = (activity: LimitedActivity['activity']): string => `
  WITH person AS (
    SELECT date_of_birth, country, exclusion_kind, excluded_until FROM gaming_person WHERE user_id = $1 FOR NO KEY UPDATE
  ), admitted AS (
    SELECT FROM person p LEFT JOIN minimum_age m ON m.country = p.country
    WHERE (p.exclusion_kind IS NULL OR p.excluded_until <= $5)
      AND extract(year FROM age(($5::timestamptz AT TIME ZONE 'UTC')::date, p.date_of_birth)) >= coalesce(m.years, ${defaultMinimumAge})
  ), account AS (
    INSERT INTO gaming_account AS a (user_id, currency, ${totalColumn[activity]}, sequence, latest_at)
    SELECT $1, $2, $3::bigint, 1, $5 FROM admitted
    ON CONFLICT (user_id, currency) DO UPDATE SET
      ${totalColumn[activity]} = a.${totalColumn[activity]} + $3::bigint,
      sequence = a.sequence + 1, latest_at = greatest(a.latest_at, $5)
    WHERE a.rewrites = coalesce((SELECT s.rewrites FROM gaming_account s WHERE s.user_id = $1 AND s.currency = $2), 0)
      ${everyLimit(limitsOfActivity[activity])
        .map(({ kind, period }) => {
          const limit = `a.${limitColumn(kind, period)}`;
          return `AND (${limit} IS NULL OR ${sqlUse(kind, period, { account: 'a', now: '$5::timestamptz' })} + $3::bigint <= ${limit})`;
        })
        .join('\n')}
    RETURNING sequence, latest_at, ${totalColumn[activity]} AS total
  )
  INSERT INTO gaming_activity (user_id, currency, sequence, activity, at, amount_minor, before_minor, reference)
  SELECT $1, $2, sequence, '${activity}', latest_at, $3::bigint, total - $3::bigint, $4 FROM account`;

const statements = { deposit: admitting('deposit'), stake: admitting('stake') };

async function admit(tx: Queryable, { userId, activity, amountMinor, currency, reference, now }: LimitedActivity) {
  const { rowCount } = await tx.query({
    name: `gaming-admit-${activity}`,
    text: statements[activity],
    values: [userId, currency, amountMinor, reference, now],
  });
  return rowCount === 1;
}

/**
 * Checks a deposit or a stake against age, exclusion and limits, and records it: the refusal, or null when it was
 * recorded. Call it once for an activity, in its transaction, before any lock on accounts of the ledger: it locks the
 * user until the end of the transaction. One statement when it is admitted.
 *
 * When the activity does not come about in the end (a deposit fails, a bet is cancelled), call `takeBackActivity`.
 */
export async function refuseByGamingLimits(tx: Queryable, activity: LimitedActivity): Promise<GamingRefusal | null> {
  if (await admit(tx, activity)) return null;
  const refusal = await findGamingRefusal(tx, activity);
  if (refusal !== null) return refusal;
  // The user is locked now, so that nothing changes between the two statements any more.
  if (await admit(tx, activity)) return null;
  throw new Error(`The ${activity.activity} ${activity.reference} was neither admitted nor refused.`);
}
