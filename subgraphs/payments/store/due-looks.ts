import type { Queryable } from '@soko/postgres';

/**
 * Claims payments whose provider is due to be asked. An unfinished one is due again after `againMs`, or after a tenth of the
 * time since it changed, one day at most: a payment that nothing can finish is asked about less and less.
 */
export async function claimDueLooks(
  pool: Queryable,
  limit: number,
  now: Date,
  againMs: number,
): Promise<{ id: string; correlationId: string }[]> {
  // SQL: FOR UPDATE SKIP LOCKED shares the due payments among processes.
  const { rows } = await pool.query<{ id: string; correlationId: string }>({
    name: 'claim-due-looks',
    text: `UPDATE payment SET look_at = $1::timestamptz + greatest($2::float8 * interval '1 millisecond',
          least(interval '1 day', ($1::timestamptz - updated_at) / 10)) FROM (
        SELECT id FROM payment WHERE look_at <= $1 ORDER BY look_at LIMIT $3 FOR UPDATE SKIP LOCKED
      ) AS due WHERE payment.id = due.id RETURNING payment.id, payment.correlation_id AS "correlationId"`,
    values: [now, againMs, limit],
  });
  return rows;
}
