import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { openWarehouse, packer, type Warehouse, type Json } from './warehouse.ts';

let warehouse: Warehouse;
let aheadMs = 0;
beforeAll(async () => {
  warehouse = await openWarehouse({ now: () => new Date(Date.now() + aheadMs) });
});
afterAll(() => warehouse.close());

const orderIds = (count: number, name: string) => Array.from({ length: count }, (_, index) => `ord_${name}_${index}`);

describe('reserving a checkout', () => {
  it('reserves every line of every order and publishes each order and each level once', async () => {
    const [one, two] = [await warehouse.variant(6), await warehouse.variant(9)];
    const answer = await warehouse.reserve(
      { ord_a1: [[one, 2], [two, 1], [one, 1]], ord_a2: [[two, 4]] }, // prettier-ignore
      { checkoutId: 'chk_a' },
    );
    expect(answer).toMatchObject({ __typename: 'StockReserved', checkoutId: 'chk_a' });
    expect(await warehouse.stock(one)).toEqual({ onHand: 6, reserved: 3 });
    expect(await warehouse.stock(two)).toEqual({ onHand: 9, reserved: 5 });
    const reserved = (await warehouse.told('fulfilment.stock.reserved')).filter(
      ({ data }: Json) => data.checkoutId === 'chk_a',
    );
    expect(reserved).toMatchObject([
      { subject: 'ord_a1', sequence: 1, actor: { kind: 'service', id: 'orders' }, correlationId: 'cor_spec' },
      {
        subject: 'ord_a2',
        sequence: 1,
        data: { lines: [{ variantId: two, quantity: 4 }], expiresAt: answer.expiresAt },
      },
    ]);
    expect(await warehouse.toldOf(one)).toEqual(['stock.level_changed', 'stock.level_changed', 'stock.low']);
    expect((await warehouse.told('fulfilment.stock.level_changed')).at(-1)).toMatchObject({ data: { available: 4 } });
  });

  it('is one statement', async () => {
    const [one, two] = [await warehouse.variant(5), await warehouse.variant(5)];
    const { count } = await warehouse.statements(() => warehouse.reserve({ ord_b1: [[one, 1]], ord_b2: [[two, 1]] }));
    expect(count).toBe(1);
  });

  it('reserves nothing when stock is short, and returns the short variants with both quantities', async () => {
    const [enough, few, none] = [await warehouse.variant(5), await warehouse.variant(2), await warehouse.variant()];
    const answer = await warehouse.reserve(
      { ord_c1: [[enough, 1], [few, 2]], ord_c2: [[few, 1], [none, 7]] }, // prettier-ignore
      { checkoutId: 'chk_c' },
    );
    expect(answer.__typename).toBe('StockShort');
    expect(new Set(answer.lines)).toEqual(
      new Set([
        { variantId: few, requested: 3, available: 2 },
        { variantId: none, requested: 7, available: 0 },
      ]),
    );
    expect(await warehouse.stock(enough)).toEqual({ onHand: 5, reserved: 0 });
    expect(await warehouse.toldOf('ord_c1')).toEqual([]);
    expect(await warehouse.toldOf('chk_c')).toEqual(['stock.reservation_failed']);
  });

  it('gives 200 parallel buyers exactly the 10 available items', async () => {
    const variantId = await warehouse.variant(10);
    const answers = await Promise.all(orderIds(200, 'race').map((id) => warehouse.reserve({ [id]: [[variantId, 1]] })));
    expect(answers.filter(({ __typename }) => __typename === 'StockReserved')).toHaveLength(10);
    for (const { lines } of answers.filter(({ __typename }) => __typename === 'StockShort')) {
      expect(lines).toEqual([{ variantId, requested: 1, available: 0 }]);
    }
    expect(await warehouse.stock(variantId)).toEqual({ onHand: 10, reserved: 10 });
    const levels = (await warehouse.told('fulfilment.stock.level_changed')).filter(
      ({ subject }) => subject === variantId,
    );
    expect(levels.map(({ data }: Json) => data.available)).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
    expect(levels.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it('does not deadlock when carts hold the same variants in other orders, and never oversells', async () => {
    const variants = await Promise.all([1, 2, 3, 4].map(() => warehouse.variant(30)));
    const turned = (by: number) => [...variants.slice(by), ...variants.slice(0, by)].map((id) => [id, 1] as const);
    const answers = await Promise.all(
      orderIds(120, 'turn').map((id, index) =>
        warehouse.reserve({ [id]: index % 2 ? turned(index % 4) : turned(index % 4).toReversed() }),
      ),
    );
    expect(answers.filter(({ __typename }) => __typename === 'StockReserved')).toHaveLength(30);
    for (const id of variants) expect(await warehouse.stock(id)).toEqual({ onHand: 30, reserved: 30 });
  });

  it('sent 50 times at once takes effect once, also when it takes the last items', async () => {
    const variantId = await warehouse.variant(3);
    const again = () => warehouse.reserve({ ord_d: [[variantId, 3]] }, { checkoutId: 'chk_d' });
    const answers = await Promise.all(Array.from({ length: 50 }, again));
    expect(new Set(answers.map(({ __typename }) => __typename))).toEqual(new Set(['StockReserved']));
    expect(await warehouse.stock(variantId)).toEqual({ onHand: 3, reserved: 3 });
    expect(await warehouse.toldOf('ord_d')).toEqual(['stock.reserved']);
  });

  it.each([
    ['no order', { orders: [] }],
    ['an order without lines', { orders: [{ orderId: 'ord_e', lines: [] }] }],
    ['a quantity of 0', { orders: [{ orderId: 'ord_e', lines: [{ variantId: 'var_e', quantity: 0 }] }] }],
    ['a quantity below 0', { orders: [{ orderId: 'ord_e', lines: [{ variantId: 'var_e', quantity: -3 }] }] }],
    [
      'one order twice',
      { orders: [1, 2].map(() => ({ orderId: 'ord_e', lines: [{ variantId: 'var_e', quantity: 1 }] })) },
    ],
    ['no time', { ttlSeconds: 0 }],
  ])('is the caller’s mistake with %s', async (_, wrong) => {
    const input = {
      checkoutId: 'chk_e',
      ttlSeconds: 900,
      orders: [{ orderId: 'ord_e', lines: [{ variantId: 'var_e', quantity: 1 }] }],
      ...wrong,
    };
    const asked = warehouse.ask(
      'mutation ($input: ReserveStockInput!) { reserveStock(input: $input) { __typename } }',
      {
        input,
      },
    );
    await expect(asked).rejects.toThrow('BAD_USER_INPUT');
  });
});

describe('a reservation', () => {
  it('that is not committed expires, makes its stock available, and can be made again', async () => {
    const variantId = await warehouse.variant(2);
    await warehouse.reserve({ ord_f: [[variantId, 2]] }, { ttlSeconds: 60 });
    aheadMs += 60_000;
    await until('it expires', async () => (await warehouse.stock(variantId)).reserved === 0);
    expect(await warehouse.commit({ ord_f: [[variantId, 2]] })).toEqual({
      __typename: 'ReservationExpired',
      orderIds: ['ord_f'],
    });
    expect(await warehouse.reserve({ ord_f: [[variantId, 2]] })).toMatchObject({ __typename: 'StockReserved' });
    expect(await warehouse.commit({ ord_f: [[variantId, 2]] })).toMatchObject({ __typename: 'ReservationCommitted' });
    expect(await warehouse.toldOf('ord_f')).toEqual(['stock.reserved', 'stock.expired', 'stock.reserved']);
    expect(await warehouse.toldOf(variantId)).toContain('stock.back_in_stock');
  });

  it('that is committed does not expire, and its packaging is requested once however often it is sent', async () => {
    const variantId = await warehouse.variant(4);
    const lines = { ord_g1: [[variantId, 1]], ord_g2: [[variantId, 2]] } as const;
    await warehouse.reserve(lines, { ttlSeconds: 60 });
    const { result, count } = await warehouse.statements(() => warehouse.commit(lines));
    expect(result).toMatchObject({ __typename: 'ReservationCommitted' });
    expect(count).toBe(1);
    const again = await Promise.all(Array.from({ length: 20 }, () => warehouse.commit(lines)));
    for (const answer of again) expect(answer).toEqual(result);
    expect(await warehouse.toldOf(result.packagingIds[0])).toEqual(['packaging.requested']);
    // Another reservation expires later than these would have: once it has, these cannot expire any more.
    await warehouse.reserve({ ord_g3: [[variantId, 1]] }, { ttlSeconds: 60 });
    aheadMs += 60_000;
    await until('the later one expires', async () => (await warehouse.toldOf('ord_g3')).includes('stock.expired'));
    expect(await warehouse.stock(variantId)).toEqual({ onHand: 4, reserved: 3 });
  });

  it('commits with all others of its checkout or not at all', async () => {
    const variantId = await warehouse.variant(4);
    await warehouse.reserve({ ord_h1: [[variantId, 1]] });
    const both = { ord_h1: [[variantId, 1]], ord_h2: [[variantId, 1]] } as const;
    expect(await warehouse.commit(both)).toEqual({ __typename: 'ReservationExpired', orderIds: ['ord_h2'] });
    expect(await warehouse.commit({ ord_h1: [[variantId, 1]] })).toMatchObject({ __typename: 'ReservationCommitted' });
  });

  it('does not commit to other lines than the reserved ones', async () => {
    const variantId = await warehouse.variant(4);
    await warehouse.reserve({ ord_i: [[variantId, 2]] });
    await expect(warehouse.commit({ ord_i: [[variantId, 3]] })).rejects.toThrow('CONFLICT');
    expect(await warehouse.toldOf('ord_i')).toEqual(['stock.reserved']);
  });

  it('is released once, held or committed, and its package is cancelled', async () => {
    const variantId = await warehouse.variant(4);
    await warehouse.reserve({ ord_j: [[variantId, 1]] });
    const order = await warehouse.order([[variantId, 2]]);
    const released = { releasedOrderIds: ['ord_j', order.orderId, 'ord_unknown'], keptOrderIds: [] };
    const say = () => warehouse.release(['ord_j', order.orderId, 'ord_unknown'], 'Declined');
    expect(await Promise.all([say(), say(), say()])).toEqual([released, released, released]);
    expect(await warehouse.stock(variantId)).toEqual({ onHand: 4, reserved: 0 });
    expect(await warehouse.toldOf('ord_j')).toEqual(['stock.reserved', 'stock.released']);
    expect(await warehouse.toldOf(order.packagingId)).toEqual(['packaging.requested', 'packaging.cancelled']);
    expect(await warehouse.mutate(packer, 'startPackaging', { packagingId: order.packagingId })).toMatchObject({
      code: 'WRONG_PACKAGING_STATUS',
    });
    await expect(warehouse.reserve({ ord_j: [[variantId, 1]] })).rejects.toThrow('CONFLICT');
  });

  it('stays once packing has started, and one of both wins when they happen at once', async () => {
    const variantId = await warehouse.variant(40);
    const orders = await Promise.all(Array.from({ length: 20 }, () => warehouse.order([[variantId, 1]])));
    const outcomes = await Promise.all(
      orders.map(async ({ orderId, packagingId }) => {
        const [started, released] = await Promise.all([
          warehouse.mutate(packer, 'startPackaging', { packagingId }, '... on Packaging { status }'),
          warehouse.release([orderId]),
        ]);
        expect(released.keptOrderIds.length === 1).toBe(started.status === 'IN_PROGRESS');
        return released.keptOrderIds.length;
      }),
    );
    const kept = outcomes.reduce((sum, each) => sum + each, 0);
    expect(await warehouse.stock(variantId)).toEqual({ onHand: 40, reserved: kept });
  });
});

describe('the database', () => {
  it('refuses to reserve more than is on hand, negative counts, and changes of movements', async () => {
    const variantId = await warehouse.variant(3);
    const set = (what: string) =>
      warehouse.pool.query(`UPDATE stock_item SET ${what} WHERE variant_id = $1`, [variantId]);
    await expect(set('reserved = 4')).rejects.toThrow('stock_item_counts');
    await expect(set('reserved = -1')).rejects.toThrow('stock_item_counts');
    await expect(set('on_hand = -1')).rejects.toThrow('stock_item_counts');
    await expect(warehouse.pool.query('DELETE FROM stock_movement')).rejects.toThrow('only added');
    await expect(warehouse.pool.query('UPDATE stock_movement SET on_hand_delta = 7')).rejects.toThrow('only added');
  });
});
