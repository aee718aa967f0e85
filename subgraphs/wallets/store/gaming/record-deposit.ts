import type { Queryable } from '@soko/postgres';
import type { LimitedActivity } from './admit-activity.ts';

/**
 * Records a deposit that no limit can stop any more, because its money has arrived: one that had failed and was taken back, so
 * `reference` must be another name than the one it had then. A repeat is ignored. One statement.
 */
export async function recordDeposit(
  tx: Queryable,
  { userId, amountMinor, currency, reference, now }: Omit<LimitedActivity, 'activity'>,
): Promise<void> {
  await tx.query({
    name: 'gaming-record-deposit',
    // SQL: changes two tables under one condition.
    text: `
      WITH account AS (
        INSERT INTO gaming_account AS a (user_id, currency, deposited_minor, sequence, latest_at)
        SELECT $1, $2, $3::bigint, 1, $5 WHERE NOT EXISTS (SELECT FROM gaming_activity WHERE reference = $4)
        ON CONFLICT (user_id, currency) DO UPDATE SET deposited_minor = a.deposited_minor + $3::bigint,
          sequence = a.sequence + 1, latest_at = greatest(a.latest_at, $5)
        RETURNING sequence, latest_at, deposited_minor
      )
      INSERT INTO gaming_activity (user_id, currency, sequence, activity, at, amount_minor, before_minor, reference)
      SELECT $1, $2, sequence, 'deposit', latest_at, $3::bigint, deposited_minor - $3::bigint, $4 FROM account`,
    values: [userId, currency, amountMinor, reference, now],
  });
}
