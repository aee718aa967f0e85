import type { Queryable } from '@soko/postgres';
import type pg from 'pg';
import type { AdvertCharge } from '../../domain/adverts/advert-events.ts';

/** Adverts whose open charge began before `openedBefore`, or that have ended, at most `limit`. */
export async function findDueCharges(
  pool: pg.Pool,
  { openedBefore, limit, except }: { openedBefore: Date; limit: number; except: readonly string[] },
): Promise<string[]> {
  // SQL: joins without a relation, on a partial index.
  const { rows } = await pool.query<{ advert_id: string }>({
    name: 'due-advert-charges',
    text: `SELECT c.advert_id FROM advert_charge c JOIN advert a ON a.id = c.advert_id
      WHERE c.closed_at IS NULL AND c.advert_id <> ALL($3) AND (c.opened_at <= $1 OR a.status IN ('ENDED', 'EXHAUSTED'))
      ORDER BY c.advert_id LIMIT $2`,
    values: [openedBefore, limit, except],
  });
  return rows.map(({ advert_id }) => advert_id);
}

/** Closes the open charge of an advert that this transaction has locked. Null if there is none. */
export async function closeCharge(tx: Queryable, advertId: string, now: Date): Promise<AdvertCharge | null> {
  // SQL: in one transaction with the outbox.
  const { rows } = await tx.query<{ id: string; clicks: number; amount_minor: string; opened_at: Date }>({
    name: 'close-advert-charge',
    text: `UPDATE advert_charge SET closed_at = $2 WHERE advert_id = $1 AND closed_at IS NULL
      RETURNING id, clicks, amount_minor, opened_at`,
    values: [advertId, now],
  });
  const row = rows[0];
  if (row === undefined) return null;
  return { id: row.id, clicks: row.clicks, amountMinor: BigInt(row.amount_minor), openedAt: row.opened_at };
}
