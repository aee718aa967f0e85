import type { Queryable } from './queryable.ts';

/** Takes up to `limit` sagas that are due, for this process alone until `until`. One statement. */
export async function claimSagas(db: Queryable, claim: { now: Date; until: Date; limit: number }): Promise<string[]> {
  const { rows } = await db.query<{ checkout_id: string }>({
    name: 'claim-sagas',
    text: `UPDATE checkout_saga s SET next_at = $2, version = s.version + 1
      FROM (SELECT checkout_id FROM checkout_saga WHERE next_at <= $1 ORDER BY next_at LIMIT $3 FOR UPDATE SKIP LOCKED) due
      WHERE s.checkout_id = due.checkout_id RETURNING s.checkout_id`,
    values: [claim.now, claim.until, claim.limit],
  });
  return rows.map((row) => row.checkout_id);
}

/** Part of a purchase that does not move on by itself. */
export interface StuckSaga {
  checkoutId: string;
  orderId: string | null;
  step: string;
  attempts: number;
  dueAt: Date;
  nextTryAt: Date | null;
  lastError: string | null;
}

/** Steps and tasks past their deadline, tried often, or refused for good; the oldest first. One statement. */
export async function findStuckSagas(
  db: Queryable,
  { now, limit }: { now: Date; limit: number },
): Promise<StuckSaga[]> {
  const { rows } = await db.query<StuckSaga>({
    name: 'stuck-sagas',
    text: `SELECT "checkoutId", "orderId", step, attempts, "dueAt", "nextTryAt", "lastError" FROM (
        SELECT checkout_id AS "checkoutId", NULL AS "orderId", step, attempts, deadline_at AS "dueAt", next_at AS "nextTryAt",
          last_error AS "lastError"
        FROM checkout_saga WHERE next_at IS NOT NULL AND (deadline_at < $1 OR attempts >= 5)
        UNION ALL
        SELECT o.checkout_id, t.order_id, t.kind, t.attempts, t.deadline_at, t.next_at, t.last_error
        FROM order_task t JOIN orders o ON o.id = t.order_id
        WHERE (t.next_at IS NOT NULL AND (t.deadline_at < $1 OR t.attempts >= 5)) OR t.failed_at IS NOT NULL
      ) x ORDER BY "dueAt" LIMIT $2`,
    values: [now, limit],
  });
  return rows;
}
