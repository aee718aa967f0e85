import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newEvent, ordersOrder, productsProduct, usersSeller, usersStore, usersUser } from '@soko/events';
import { newId } from '@soko/ids';
import type { Logger } from '@soko/log';
import { person, until } from '@soko/testing';
import { checkStock } from '../commands/check-stock.ts';
import { seedStock } from '../seed.ts';
import { eraseAddresses } from '../store/erased-buyers.ts';
import { findVariants } from '../store/known-variants.ts';
import { product, told } from './catalogue-events.ts';
import { courier, findMiscounted, openWarehouse, packer, type Warehouse } from './warehouse.ts';

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openWarehouse();
});
afterAll(() => warehouse.close());

const trail = {
  correlationId: 'cor_spec',
  causationId: null,
  actor: { kind: 'service', id: 'products' },
  now: () => new Date(),
} as const;

/** Twice, since the bus delivers at least once. */
const publish = (topic: string, event: ReturnType<typeof newEvent>) => warehouse.bus.publish(topic, [event, event]);

const known = async (id: string) => (await findVariants(warehouse.pool, [id])).get(id) ?? null;

describe('the consumers of fulfilment', () => {
  it('keep products: variants with their seller, size and weight, and their removal', async () => {
    const [subject, sellerId, first, second] = [newId('prd'), newId('slr'), newId('var'), newId('var')];
    const created = { subject, sequence: 1, data: { product: product(sellerId, []) } };
    await publish('products.product', newEvent(productsProduct, 'created', created, trail));
    const change = (sequence: number, variants: ReturnType<typeof told>[]) => {
      const data = { sellerId, old: { variants: [] }, new: { variants }, changed: ['variants'] };
      return publish('products.product', newEvent(productsProduct, 'updated', { subject, sequence, data }, trail));
    };
    await change(2, [told(first), told(second)]);
    await until('both are known', async () => (await known(first)) && (await known(second)));
    expect(await known(first)).toMatchObject({
      id: first,
      productId: subject,
      sellerId,
      storeId: 'sto_listen',
      type: 'PHYSICAL',
      sku: `SKU-${first}`,
      currency: 'KES',
      package: { lengthMm: 10, widthMm: 20, heightMm: 30, weightG: 500 },
    });
    await change(3, [told(second, 900)]);
    await until('the first is gone', async () => (await known(first)) === null);
    expect((await known(second))?.package?.weightG).toBe(900);
    const received = { variantId: first, quantity: 1, idempotencyKey: newId('req') };
    expect(await warehouse.failure(packer, 'receiveStock', received)).toEqual({ code: 'NOT_FOUND' });
  });

  it('keep sellers and members of stores, who manage their own stock from then on', async () => {
    const [sellerId, userId, memberId] = [newId('slr'), newId('usr'), newId('usr')];
    const variantId = await warehouse.variant(2, { sellerId, storeId: 'sto_people' });
    const sees = async (id: string): Promise<boolean> => {
      const text = 'query ($id: ID!) { stockItem(variantId: $id) { onHand } }';
      return (await warehouse.query(text, { id: variantId }, { as: person(id) })).data['stockItem'] !== null;
    };
    expect([await sees(userId), await sees(memberId)]).toEqual([false, false]);
    const payout = { kind: 'STRIPE' as const, masked: '…', sealed: '…' };
    const seller = { userId, displayName: 'Shop', handle: 'shop', payout };
    await publish(
      'users.seller',
      newEvent(usersSeller, 'approved', { subject: sellerId, sequence: 1, data: seller }, trail),
    );
    const member = (type: 'member_added' | 'member_removed', sequence: number) =>
      publish(
        'users.store',
        newEvent(
          usersStore,
          type,
          { subject: 'sto_people', sequence, data: { memberId: 'mem_1', userId: memberId, role: 'MEMBER' } },
          trail,
        ),
      );
    await member('member_added', 1);
    await until('both see it', async () => (await sees(userId)) && (await sees(memberId)));
    await member('member_removed', 2);
    await until('the member is out', async () => !(await sees(memberId)));
  });

  it.each([
    ['cancelled', 'Changed my mind', 'Changed my mind'],
    ['expired', null, 'The order expired.'],
  ] as const)('release the stock of orders that are %s', async (type, reason, why) => {
    const variantId = await warehouse.variant(5);
    const { orderId, packagingId } = await warehouse.order([[variantId, 2]]);
    const money = { amountMinor: '0', currency: 'EUR' };
    const order = {
      checkoutId: 'chk_1',
      number: 'SO-1',
      status: type.toUpperCase(),
      sellerId: 'slr_house',
      buyerId: null,
      email: 'ada@example.com',
      deliveryMethod: 'STANDARD' as const,
      country: 'KE',
      lines: [],
      items: money,
      delivery: money,
      tax: money,
      taxIncluded: money,
      discount: money,
      fee: money,
      total: money,
    };
    const event = newEvent(ordersOrder, type, { subject: orderId, sequence: 3, data: { order, reason } }, trail);
    await publish('orders.order', event);
    await until('it is given back', async () => (await warehouse.stock(variantId)).reserved === 0);
    const released = (await warehouse.told('fulfilment.stock.released')).filter(({ subject }) => subject === orderId);
    expect(released).toMatchObject([
      { data: { reason: why }, causationId: event.id, actor: { kind: 'service', id: 'fulfilment' } },
    ]);
    expect(await warehouse.toldOf(packagingId)).toEqual(['packaging.requested', 'packaging.cancelled']);
  });

  it('erase the addresses of erased users, except the country, once no parcel needs them', async () => {
    const buyerId = newId('usr');
    const variantId = await warehouse.variant(9);
    const [done, onItsWay] = [
      await warehouse.order([[variantId, 1]], { buyerId }),
      await warehouse.order([[variantId, 1]], { buyerId }),
    ];
    const [deliveryId, other] = [await warehouse.packed(done), await warehouse.packed(onItsWay)];
    const handOver = async (id: string): Promise<void> => {
      await warehouse.mutate(courier, 'startDelivery', { deliveryId: id });
      await warehouse.mutate(courier, 'completeDelivery', { deliveryId: id, proof: 'Ada signed' });
    };
    await handOver(deliveryId);
    await publish('users.user', newEvent(usersUser, 'erased', { subject: buyerId, sequence: 9, data: {} }, trail));
    const kept = async (orderId: string): Promise<string> => {
      const { rows } = await warehouse.pool.query(
        'SELECT p.address AS packed, d.address, d.proof FROM packaging p JOIN delivery d USING (order_id) WHERE order_id = $1',
        [orderId],
      );
      return JSON.stringify(rows[0]);
    };
    await until('they are forgotten', async () => !(await kept(done.orderId)).includes('Ada'));
    expect(await kept(done.orderId)).toContain('KE');
    expect(await kept(onItsWay.orderId)).toContain('Ada Buyer');
    await handOver(other);
    await eraseAddresses(warehouse.pool);
    expect(await kept(onItsWay.orderId)).not.toContain('Ada');
  });
});

describe('a seed of stock', () => {
  it('adds new stock, publishes it once, and keeps existing stock', async () => {
    const items = Array.from({ length: 25 }, (_, index) => ({
      variantId: newId('var'),
      productId: newId('prd'),
      sellerId: 'slr_seed',
      storeId: null,
      sku: `S-${index}`,
      currency: 'EUR',
      package: { lengthMm: 10, widthMm: 20, heightMm: 30, weightG: 500 },
      quantity: index,
    }));
    expect(await seedStock(warehouse.pool, { items })).toBe(25);
    await warehouse.reserve({ ord_seeded: [[items[9]!.variantId, 4]] });
    expect(await seedStock(warehouse.pool, { items })).toBe(0);
    expect(await warehouse.stock(items[9]!.variantId)).toEqual({ onHand: 9, reserved: 4 });
    expect(await warehouse.toldOf(items[8]!.variantId)).toEqual(['stock.level_changed']);
    expect(await findMiscounted(warehouse.pool)).toEqual([]);
  });
});

describe('the check of the stock', () => {
  it('finds an item whose movements do not add up, and reads each movement once', async () => {
    const faults: unknown[] = [];
    const log = { error: (facts: object) => faults.push(facts) } as unknown as Logger;
    const check = () => checkStock(warehouse, log);
    const variantId = await warehouse.variant(5);
    for (let index = 0; index < 20; index += 1) {
      await warehouse.mutate(packer, 'receiveStock', { variantId, quantity: 1, idempotencyKey: newId('req') });
    }
    expect(await check()).toBeGreaterThan(20);
    expect(await check()).toBe(0);
    await warehouse.reserve({ ord_checked: [[variantId, 2]] });
    await warehouse.release(['ord_checked']);
    expect(await check()).toBe(2);
    expect(faults).toEqual([]);
    // Stock that changed without a movement, before and after a movement.
    await warehouse.pool.query('UPDATE stock_item SET on_hand = on_hand + 1 WHERE variant_id = $1', [variantId]);
    await check();
    await warehouse.mutate(packer, 'receiveStock', { variantId, quantity: 1, idempotencyKey: newId('req') });
    await check();
    expect(faults).toMatchObject([{ miscounted: [{ variantId }] }, { miscounted: [{ variantId }] }]);
    await warehouse.pool.query('UPDATE stock_item SET on_hand = on_hand - 1 WHERE variant_id = $1', [variantId]);
    await check();
    expect(faults).toHaveLength(2);
    expect(await check()).toBe(0);
  });
});
