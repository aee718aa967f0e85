import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { newId } from '@soko/ids';
import { person, until } from '@soko/testing';
import type pg from 'pg';
import { erasePerson } from '../../store/erase-person.ts';
import { lockVacation, saveVacation } from '../../store/vacations.ts';
import { guest, openShop, type Shop, stranger, support } from '../shop.ts';

const day = 86_400_000;
const message = 'Back soon.';

describe('the vacation of a seller', () => {
  let shop: Shop;
  const clock = { now: new Date('2026-03-01T12:00:00.000Z') };
  beforeAll(async () => {
    shop = await openShop({ now: () => clock.now });
  });
  afterAll(() => shop.close());

  const inDays = (days: number): string => new Date(clock.now.getTime() + days * day).toISOString();

  async function openStall() {
    const sellerId = newId('slr');
    return { sellerId, as: await shop.seller(sellerId), lamp: shop.stocked(9, { sellerId }) };
  }
  const set = (as: Viewer, sellerId: string, terms: object = {}) =>
    shop.mutate(
      as,
      'setVacation',
      { sellerId, message, ...terms },
      '... on Seller { vacation { since until message } }',
    );
  const end = (as: Viewer, sellerId: string) =>
    shop.ask(as, `mutation ($input: EndVacationInput!) { endVacation(input: $input) { id vacation { since } } }`, {
      input: { sellerId },
    });
  const away = '... on SellerOnVacation { sellers { id } until }';
  const buyerOf = () => person(newId('usr'));
  const quoteOf = (as: Viewer) =>
    shop.mutate(
      as,
      'quoteCheckout',
      {
        address: { name: 'Ada', line1: 'Main Street 1', city: 'Berlin', postalCode: '10115', country: 'DE' },
        email: 'ada@example.com',
        deliveryMethod: 'STANDARD',
      },
      `... on CheckoutQuote { id } ${away}`,
    );
  const place = (as: Viewer, quoteId: string) =>
    shop.mutate(
      as,
      'placeOrder',
      { quoteId, paymentMethod: { method: 'STRIPE_CARD', token: 'pm_card_visa' }, idempotencyKey: newId('req') },
      `... on Checkout { id status orders { id } } ${away}`,
    );
  const quantity = async (as: Viewer): Promise<number> => (await shop.ask(as, '{ cart { quantity } }')).cart.quantity;

  it('refuses quotes with the date of its end, keeps the cart, and ends by itself', async () => {
    const { sellerId, as, lamp } = await openStall();
    const ada = buyerOf();
    await shop.fillCart(ada, [[lamp, 2]]);
    const back = inDays(7);
    expect(await set(as, sellerId, { until: back })).toMatchObject({
      vacation: { since: clock.now.toISOString(), until: back, message },
    });
    expect(await quoteOf(ada)).toEqual({
      __typename: 'SellerOnVacation',
      code: 'SELLER_ON_VACATION',
      message:
        'The seller is on vacation until 8 March 2026. Order their goods later, or remove them from the cart for now.',
      sellers: [{ id: sellerId }],
      until: back,
    });
    expect(await quantity(ada)).toBe(2);
    const { rows } = await shop.pool.query('SELECT FROM quote WHERE user_id = $1', [(ada as { id: string }).id]);
    expect(rows).toHaveLength(0);
    clock.now = new Date(back);
    const quote = await quoteOf(ada);
    expect(quote).toMatchObject({ __typename: 'CheckoutQuote' });
    expect(await place(ada, quote.id)).toMatchObject({ status: 'CONFIRMED' });
  });

  it('refuses the order of a quote from before, and stores nothing of it', async () => {
    const { sellerId, as, lamp } = await openStall();
    const ada = buyerOf();
    await shop.fillCart(ada, [[lamp, 1]]);
    const { id } = await quoteOf(ada);
    await set(as, sellerId);
    expect(await place(ada, id)).toMatchObject({
      __typename: 'SellerOnVacation',
      message: expect.stringMatching(/^The seller is on vacation\. /),
      until: null,
    });
    const { rows } = await shop.pool.query('SELECT FROM checkout WHERE quote_id = $1', [id]);
    expect([rows.length, shop.fulfilment.available(lamp.variantId), await quantity(ada)]).toEqual([0, 9, 1]);
    expect((await end(as, sellerId)).endVacation).toEqual({ id: sellerId, vacation: null });
    expect(await place(ada, id)).toMatchObject({ status: 'CONFIRMED' });
  });

  it('names all sellers of a cart who are away, and the time at which the last is back', async () => {
    const [one, two, other] = [await openStall(), await openStall(), await openStall()];
    const ada = buyerOf();
    await shop.fillCart(ada, [
      [one.lamp, 1],
      [other.lamp, 1],
      [two.lamp, 1],
    ]);
    await set(one.as, one.sellerId, { until: inDays(2) });
    await set(two.as, two.sellerId, { until: inDays(4) });
    const refused = await quoteOf(ada);
    expect(refused).toMatchObject({
      until: inDays(4),
      message: expect.stringContaining('2 sellers are on vacation until'),
    });
    expect(refused.sellers.map((each: { id: string }) => each.id).toSorted()).toEqual(
      [one.sellerId, two.sellerId].toSorted(),
    );
    await set(two.as, two.sellerId);
    expect(await quoteOf(ada)).toMatchObject({ until: null });
  });

  it('leaves open orders as they are: they are packed and delivered', async () => {
    const { sellerId, as, lamp } = await openStall();
    const ada = buyerOf();
    await shop.fillCart(ada, [[lamp, 1]]);
    const { orders } = await place(ada, (await quoteOf(ada)).id);
    await set(as, sellerId);
    await shop.packaging('started', orders[0].id);
    await shop.orderIn(orders[0].id, 'PACKAGING');
  });

  /** Waits until a statement waits for a lock. */
  const waiting = () =>
    until('a statement waits for the lock', async () => {
      const { rows } = await shop.pool.query(
        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
      );
      return rows.length > 0;
    });

  /** Begins `work` while another connection holds what `hold` has locked, and commits once `work` waits for that. */
  async function whileHeld<T>(hold: (tx: pg.PoolClient) => Promise<unknown>, work: () => Promise<T>) {
    const client = await shop.pool.connect();
    try {
      await client.query('BEGIN');
      await hold(client);
      const done = work();
      await waiting();
      await client.query('COMMIT');
      return { done };
    } finally {
      client.release();
    }
  }

  it('that begins first makes an order at the same moment wait, and refuses it', async () => {
    const { sellerId, lamp } = await openStall();
    const ada = buyerOf();
    await shop.fillCart(ada, [[lamp, 1]]);
    const { id } = await quoteOf(ada);
    const placing = await whileHeld(
      async (tx) => {
        const { version } = (await lockVacation(tx, sellerId))!;
        const vacation = { sellerId, since: clock.now, until: null, message };
        await saveVacation(tx, sellerId, { vacation, version: version + 1 });
      },
      () => place(ada, id),
    );
    expect(await placing.done).toMatchObject({ __typename: 'SellerOnVacation' });
  });

  it('that comes second waits until an order that has begun is stored', async () => {
    const { sellerId, as } = await openStall();
    const setting = await whileHeld(
      (tx) => tx.query('SELECT FROM seller WHERE id = $1 FOR SHARE', [sellerId]),
      () => set(as, sellerId),
    );
    expect(await setting.done).toMatchObject({ vacation: { message } });
  });

  it('never lets an order through that is placed after it began', async () => {
    for (let round = 0; round < 15; round += 1) {
      const { sellerId, as, lamp } = await openStall();
      const ada = buyerOf();
      await shop.fillCart(ada, [[lamp, 1]]);
      const { id } = await quoteOf(ada);
      const [placed] = await Promise.all([
        place(ada, id),
        set(as, sellerId).then(async () => {
          const { rows } = await shop.pool.query<{ n: number }>(
            'SELECT count(*)::int AS n FROM orders WHERE seller_id = $1',
            [sellerId],
          );
          return rows[0]!.n;
        }),
      ]).then(async ([result, before]) => {
        const { rows } = await shop.pool.query<{ n: number }>(
          'SELECT count(*)::int AS n FROM orders WHERE seller_id = $1',
          [sellerId],
        );
        // What was stored when the mutation returned is all there will be.
        expect(rows[0]!.n).toBe(before);
        return [result];
      });
      expect(['Checkout', 'SellerOnVacation']).toContain(placed.__typename);
    }
  });

  it('has an event for each change, and none for a repeat', async () => {
    const { sellerId, as } = await openStall();
    const back = inDays(3);
    for (const terms of [{}, {}, { until: back }, { until: back }]) await set(as, sellerId, terms);
    await end(as, sellerId);
    await end(as, sellerId);
    await set(as, sellerId, { until: back });
    clock.now = new Date(Date.parse(back) + 1);
    await end(as, sellerId);
    await set(as, sellerId);
    const events = (await shop.told()).filter(({ subject }) => subject === sellerId);
    expect(events.map(({ type, sequence }) => [type.replace('orders.vacation.', ''), sequence])).toEqual([
      ['started', 1],
      ['changed', 2],
      ['ended', 3],
      ['started', 4],
      ['started', 5],
    ]);
  });

  it('begins or changes ten times in a day, because each may mail buyers, and can always be ended', async () => {
    const { sellerId, as } = await openStall();
    for (let days = 1; days <= 10; days += 1) {
      const terms = { until: inDays(days + 10) };
      await set(as, sellerId, terms);
      // A repeat changes nothing, and does not count.
      expect((await set(as, sellerId, terms)).vacation.until).toBe(terms.until);
    }
    const input = { sellerId, message, until: inDays(1) };
    expect(await shop.failure(as, 'setVacation', input)).toMatchObject({ code: 'RATE_LIMITED' });
    expect((await end(as, sellerId)).endVacation).toEqual({ id: sellerId, vacation: null });
    expect(await shop.failure(as, 'setVacation', input)).toMatchObject({ code: 'RATE_LIMITED' });
    clock.now = new Date(clock.now.getTime() + day + 1_000);
    expect(await set(as, sellerId)).toMatchObject({ __typename: 'Seller' });
  });

  it('is set by the seller and by support, with an end in the future and a message', async () => {
    const { sellerId, as } = await openStall();
    const input = { sellerId, message };
    const missing = { code: 'NOT_FOUND' };
    for (const mutation of ['setVacation', 'endVacation']) {
      const fields = mutation === 'setVacation' ? input : { sellerId };
      expect(await shop.failure(stranger, mutation, fields)).toMatchObject(missing);
      expect(await shop.failure(as, mutation, { ...fields, sellerId: newId('slr') })).toMatchObject(missing);
      expect(await shop.failure(guest, mutation, fields)).toMatchObject({ code: 'UNAUTHENTICATED' });
    }
    const wrong = { code: 'BAD_USER_INPUT' };
    const until = clock.now.toISOString();
    expect(await shop.failure(as, 'setVacation', { ...input, until })).toMatchObject({ ...wrong, field: 'until' });
    expect(await shop.failure(as, 'setVacation', { ...input, until: inDays(367) })).toMatchObject(wrong);
    expect(await shop.failure(as, 'setVacation', { ...input, message: ' ' })).toMatchObject({
      ...wrong,
      field: 'message',
    });
    expect(await set(support, sellerId)).toMatchObject({ __typename: 'Seller' });
    expect(await set(support, newId('slr'))).toMatchObject({ code: 'SELLER_NOT_ACTIVE' });
  });

  it('is read for all sellers of a page with one statement', async () => {
    const stalls = [await openStall(), await openStall(), await openStall()];
    for (const { as, sellerId } of stalls.slice(1)) await set(as, sellerId);
    const representations = stalls.map(({ sellerId: id }) => ({ __typename: 'Seller', id }));
    const text = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Seller { vacation { message } } } }`;
    const { result, count } = await shop.statements(() => shop.query(text, { representations }));
    expect([result.data['_entities'], count]).toEqual([
      [{ vacation: null }, { vacation: { message } }, { vacation: { message } }],
      1,
    ]);
  });

  it('is forgotten with its seller', async () => {
    const { sellerId, as } = await openStall();
    await set(as, sellerId);
    const { rows } = await shop.pool.query<{ user_id: string }>('SELECT user_id FROM seller WHERE id = $1', [sellerId]);
    expect(rows[0]?.user_id).toBe((as as { id: string }).id);
    await erasePerson(shop.pool, rows[0]!.user_id);
    const { rows: left } = await shop.pool.query('SELECT vacation_message AS m FROM seller WHERE id = $1', [sellerId]);
    expect(left).toEqual([{ m: null }]);
  });
});
