import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@soko/ids';
import { person, until } from '@soko/testing';
import type pg from 'pg';
import { address, card, openShop, type Shop } from './shop.ts';

const as = person('usr_places');

describe('a place among the unpaid checkouts of a buyer', () => {
  let shop: Shop;
  let replica: pg.PoolClient;
  beforeAll(async () => {
    shop = await openShop();
    replica = await shop.pool.connect();
  });
  afterAll(async () => {
    replica?.release(true);
    await shop?.close();
  });
  beforeEach(() => shop.empty());

  /** Saves an unpaid checkout as another process does, in a transaction that is still open. */
  async function takePlace(place: number): Promise<void> {
    await replica.query('BEGIN');
    await replica.query(
      `INSERT INTO checkout (id, number, owner, idempotency_key, input_hash, quote_id, cart_id, buyer_id, status, payment_method, currency,
         total_minor, created_at, updated_at, unpaid_place)
       VALUES ($1::text, $1::text, 'usr_places', $1::text, 'h', $1::text, 'crt', 'usr_places', 'PENDING', 'STRIPE_CARD', 'EUR', 1, now(), now(), $2)`,
      [newId('chk'), place],
    );
  }

  const place = async () => {
    const lamp = shop.stocked(9);
    await shop.fillCart(as, [[lamp, 1]]);
    const { id } = await shop.quote(as, { address });
    return shop.place(as, id, { paymentMethod: { ...card, token: 'pm_action' } });
  };

  /** Places an order that wants the place which the other process is taking, and lets that process end meanwhile. */
  async function placeWhile(end: 'COMMIT' | 'ROLLBACK') {
    const placing = place();
    await until('the order waits for the other process', async () => {
      const { rows } = await shop.pool.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return rows.length > 0;
    });
    await replica.query(end);
    return placing;
  }

  it('is given once, when two processes count at the same moment: there is no fourth unpaid checkout', async () => {
    await place();
    await place();
    await takePlace(3);
    expect(await placeWhile('COMMIT')).toMatchObject({ code: 'TOO_MANY_UNPAID_CHECKOUTS' });
    const { rows } = await shop.pool.query('SELECT unpaid_place FROM checkout ORDER BY unpaid_place');
    expect(rows.map((row) => row.unpaid_place)).toEqual([1, 2, 3]);
  });

  it('is another one when the first was taken at that moment', async () => {
    await place();
    await takePlace(2);
    expect(await placeWhile('COMMIT')).toMatchObject({ status: 'REQUIRES_ACTION' });
  });

  it('is free again once the other process gives up', async () => {
    await place();
    await place();
    await takePlace(3);
    expect(await placeWhile('ROLLBACK')).toMatchObject({ status: 'REQUIRES_ACTION' });
  });
});
