import type { Queryable } from '@soko/postgres';

/** Claims payments whose provider is due to be asked. After `againMs` an unfinished one is due again. */
export async function claimDueLooks(
  pool: Queryable,
  limit: number,
  now: Date,
  againMs: number,
): Promise<{ id: string; correlationId: string }[]> {
  // SQL: FOR UPDATE SKIP LOCKED shares the due payments among processes.
  const { rows } = await pool.query<{ id: string; correlationId: string }>({
    name: 'claim-due-looks',
    text: `UPDATE payment SET look_at = $2 FROM (
        SELECT id FROM payment WHERE look_at <= $1 ORDER BY look_at LIMIT $3 FOR UPDATE SKIP LOCKED
      ) AS due WHERE payment.id = due.id RETURNING payment.id, payment.correlation_id AS "correlationId"`,
    values: [now, new Date(now.getTime() + againMs), limit],
  });
  return rows;
}
