import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiKeyViewer, Scope } from '@soko/auth';
import { newId } from '@soko/ids';
import { buyer, openShop, type Shop } from './shop.ts';

const keyOf = (storeId: string, ...scopes: Scope[]): ApiKeyViewer => ({
  kind: 'apiKey',
  id: newId('key'),
  storeId,
  scopes,
});

const sales = '{ sales { nodes { id } } }';
const whole = `query ($id: ID!) { order(id: $id) { id email address { name } checkout { id } feeTotal { amount }
  returns { id } disputes { id } lines { sku } } }`;
const refer = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Order { id } } }';

describe('an API key', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop();
  });
  afterAll(() => shop.close());

  /** Orders of one seller: one of the store, one of the store and of another one, and one of no store. */
  async function bought() {
    const storeId = newId('sto');
    const sellerId = newId('slr');
    const goods = (of: string | null) => shop.stocked(9, { sellerId, storeId: of });
    const idOf = async (...variants: ReturnType<typeof goods>[]): Promise<string> =>
      (await shop.buy(variants.map((variant) => [variant, 1] as const))).orders[0].id;
    const [own, shared, other] = [
      await idOf(goods(storeId), goods(storeId)),
      await idOf(goods(storeId), goods(newId('sto'))),
      await idOf(goods(null)),
    ];
    return { storeId, sellerId, own, shared, other };
  }
  const list = async (as: ApiKeyViewer) => (await shop.ask(as, sales)).sales.nodes.map(({ id }: { id: string }) => id);
  const codeOf = async (query: string, variables: object, as: ApiKeyViewer) =>
    (await shop.query(query, variables as Record<string, unknown>, { as })).errors?.[0]?.extensions?.['code'];

  it.each(['orders:read', 'orders:write'] as const)('with %s sees the orders of its store alone', async (scope) => {
    const { storeId, own, shared, other } = await bought();
    const key = keyOf(storeId, scope);
    expect(await list(key)).toEqual([own]);
    expect((await shop.ask(key, whole, { id: own })).order).toMatchObject({
      id: own,
      // What a seller does not see either.
      email: null,
      address: null,
      checkout: null,
      feeTotal: { amount: expect.any(String) },
      // No scope allows returns and disputes.
      returns: null,
      disputes: null,
    });
    for (const id of [shared, other, newId('ord')]) expect(await shop.ask(key, whole, { id })).toEqual({ order: null });
    const r = [own, shared].map((id) => ({ __typename: 'Order', id }));
    expect(await shop.ask(key, refer, { r })).toEqual({ _entities: [{ id: own }, null] });
  });

  it('of another store, or without the scope, sees none', async () => {
    const { storeId, own } = await bought();
    const others = keyOf(newId('sto'), 'orders:write');
    expect(await list(others)).toEqual([]);
    expect(await shop.ask(others, whole, { id: own })).toEqual({ order: null });
    expect(await shop.failure(others, 'cancelOrder', { orderId: own })).toMatchObject({ code: 'NOT_FOUND' });
    const without = keyOf(storeId, 'products:write');
    expect(await codeOf(sales, {}, without)).toBe('FORBIDDEN');
    expect(await codeOf(whole, { id: own }, without)).toBe('FORBIDDEN');
    expect(await shop.ask(without, refer, { r: [{ __typename: 'Order', id: own }] })).toEqual({ _entities: [null] });
  });

  it('with orders:write cancels an order while the seller is active, and with orders:read none', async () => {
    const { storeId, sellerId, own } = await bought();
    const cancel = (scope: Scope) => shop.failure(keyOf(storeId, scope), 'cancelOrder', { orderId: own });
    expect(await cancel('orders:read')).toMatchObject({ code: 'FORBIDDEN' });
    const writer = keyOf(storeId, 'orders:write');
    expect(await shop.mutate(writer, 'cancelOrder', { orderId: own })).toMatchObject({ code: 'SELLER_NOT_ACTIVE' });
    await shop.seller(sellerId);
    expect(
      await shop.mutate(writer, 'cancelOrder', { orderId: own, reason: 'Broken' }, '... on Order { status }'),
    ).toMatchObject({ status: 'CANCELLED' });
    expect((await shop.ask(buyer, 'query ($id: ID!) { order(id: $id) { status } }', { id: own })).order).toEqual({
      status: 'CANCELLED',
    });
  });

  it('lists a page with one statement', async () => {
    const { storeId } = await bought();
    expect((await shop.statements(() => list(keyOf(storeId, 'orders:read')))).count).toBe(1);
  });
});
