import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readPage, timeAndId } from '@soko/pagination';
import type { Queryable } from '@soko/postgres';
import { listDisputes } from '../store/disputes/disputes.ts';
import { listReturns } from '../store/returns/find-returns.ts';
import { openShop, type Shop } from './shop.ts';

/** A database that explains its statements and returns no rows. */
function explaining(db: Queryable) {
  const plans: string[] = [];
  const query = async ({ text, values }: { text: string; values: unknown[] }) => {
    const { rows } = await db.query<Record<string, string>>(`EXPLAIN ${text}`, values);
    plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
    return { rows: [] };
  };
  return { plans, db: { query } as unknown as Queryable };
}

describe('lists of open returns and disputes among many closed ones', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop();
  });
  afterAll(() => shop.close());

  it('are read by an index, however old the open ones are', async () => {
    const page = readPage(
      { first: 20 },
      timeAndId('cases', () => true),
    );
    const everyone = { buyerId: null, sellerIds: null };
    const client = await shop.pool.connect();
    try {
      // Nothing of these rows is kept, and their orders do not exist.
      await client.query('BEGIN');
      await client.query('SET LOCAL session_replication_role = replica');
      await client.query(`INSERT INTO order_return (id, order_id, number, seller_id, currency, status, note, buyer_pays_return,
          decision_due_at, created_at, updated_at, closed_at)
        SELECT 'ret_' || n, 'ord_' || n, 'R' || n, 'slr_1', 'EUR', CASE WHEN n <= 25 THEN 'APPROVED' ELSE 'CANCELLED' END, '', false,
          now(), now() + n * interval '1 second', now(), CASE WHEN n > 25 THEN now() END FROM generate_series(1, 20000) n`);
      await client.query(`INSERT INTO dispute (id, order_id, number, seller_id, currency, kind, reason, status, amount_minor,
          answer_due_at, created_at, updated_at, closed_at)
        SELECT 'dsp_' || n, 'ord_' || n, 'D' || n, 'slr_1', 'EUR', 'BUYER', 'OTHER',
          CASE WHEN n <= 25 THEN 'READY_FOR_DECISION' ELSE 'WITHDRAWN' END, 1,
          now(), now() + n * interval '1 second', now(), CASE WHEN n > 25 THEN now() END FROM generate_series(1, 20000) n`);
      await client.query('ANALYZE order_return');
      await client.query('ANALYZE dispute');
      const { plans, db } = explaining(client);
      await listReturns(db, { ...everyone, statuses: ['APPROVED'], orderId: null }, page);
      await listDisputes(db, { ...everyone, statuses: ['READY_FOR_DECISION'], kind: null }, page);
      expect(plans).toEqual([
        expect.stringContaining('order_return_status_created_at_id_idx'),
        expect.stringContaining('dispute_status_created_at_id_idx'),
      ]);
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  });
});
