import type { Queryable } from '@soko/postgres';

/**
 * Leases up to `limit` sagas that are due to this process until `until`. A saga that waits for its buyer is due again at
 * `lookAt`, or at its deadline. One statement.
 */
export async function claimSagas(
  db: Queryable,
  claim: { now: Date; until: Date; lookAt: Date; limit: number },
): Promise<string[]> {
  const { rows } = await db.query<{ checkout_id: string }>({
    name: 'claim-sagas',
    // SQL: SKIP LOCKED, so that processes take different sagas.
    text: `UPDATE checkout_saga s SET version = s.version + 1, next_at = CASE
        WHEN s.step = 'AWAIT_ACTION' AND s.deadline_at > $1 THEN least(s.deadline_at, $4) ELSE $2::timestamptz END
      FROM (SELECT checkout_id FROM checkout_saga WHERE next_at <= $1 ORDER BY next_at LIMIT $3 FOR UPDATE SKIP LOCKED) due
      WHERE s.checkout_id = due.checkout_id RETURNING s.checkout_id`,
    values: [claim.now, claim.until, claim.limit, claim.lookAt],
  });
  return rows.map((row) => row.checkout_id);
}
