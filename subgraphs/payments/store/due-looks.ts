import type { Queryable } from './queryable.ts';

/** Takes payments that it is time to ask about; whoever fails to leaves them to the next turn, `againMs` later. */
export async function claimDueLooks(
  db: Queryable,
  limit: number,
  now: Date,
  againMs: number,
): Promise<{ id: string; correlationId: string }[]> {
  const { rows } = await db.query<{ id: string; correlation_id: string }>({
    name: 'claim-due-looks',
    text: `UPDATE payment SET look_at = $2 FROM (
        SELECT id FROM payment WHERE look_at <= $1 ORDER BY look_at LIMIT $3 FOR UPDATE SKIP LOCKED
      ) AS due WHERE payment.id = due.id RETURNING payment.id, payment.correlation_id`,
    values: [now, new Date(now.getTime() + againMs), limit],
  });
  return rows.map((row) => ({ id: row.id, correlationId: row.correlation_id }));
}
