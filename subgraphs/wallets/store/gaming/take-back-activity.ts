import type { Queryable } from '@soko/postgres';

/**
 * Removes an activity from what counts towards limits, as if it had not been: a deposit that failed, a bet that was
 * cancelled. False when there is none with this reference, or when it was taken back before. Two statements.
 */
export async function takeBackActivity(
  tx: Queryable,
  { reference, now }: { reference: string; now: Date },
): Promise<boolean> {
  // SQL: locks the account first, so that the next statement sees every activity that was recorded before.
  const { rowCount } = await tx.query({
    name: 'gaming-take-back-lock',
    text: `SELECT FROM gaming_account a JOIN gaming_activity x USING (user_id, currency)
      WHERE x.reference = $1 AND x.taken_back_at IS NULL FOR NO KEY UPDATE OF a`,
    values: [reference],
  });
  if (rowCount === 0) return false;
  const taken = await tx.query({
    name: 'gaming-take-back',
    // SQL: changes several tables under one condition.
    text: `
      WITH taken AS (
        UPDATE gaming_activity SET taken_back_at = $2 WHERE reference = $1 AND taken_back_at IS NULL
        RETURNING user_id, currency, activity, sequence, amount_minor
      ), later AS (
        UPDATE gaming_activity x SET before_minor = x.before_minor - t.amount_minor FROM taken t
        WHERE x.user_id = t.user_id AND x.currency = t.currency AND x.activity = t.activity AND x.sequence > t.sequence
      )
      UPDATE gaming_account a SET rewrites = a.rewrites + 1,
        deposited_minor = a.deposited_minor - CASE t.activity WHEN 'deposit' THEN t.amount_minor ELSE 0 END,
        staked_minor = a.staked_minor - CASE t.activity WHEN 'stake' THEN t.amount_minor ELSE 0 END,
        returned_minor = a.returned_minor - CASE t.activity WHEN 'return' THEN t.amount_minor ELSE 0 END
      FROM taken t WHERE a.user_id = t.user_id AND a.currency = t.currency`,
    values: [reference, now],
  });
  return taken.rowCount === 1;
}
