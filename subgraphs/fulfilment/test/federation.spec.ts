import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { guestGrant, type Viewer } from '@soko/auth';
import { newId } from '@soko/ids';
import { person } from '@soko/testing';
import {
  admin,
  courier,
  customer,
  nobody,
  openWarehouse,
  packer,
  sealKey,
  support,
  type TestOrder,
  type Warehouse,
  type Json,
} from './warehouse.ts';

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openWarehouse();
});
afterAll(() => warehouse.close());

const entities = async (
  type: string,
  ids: readonly string[],
  selection: string,
  as: Viewer = nobody,
): Promise<Json[]> => {
  const text = `query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on ${type} { ${selection} } } }`;
  const { data, errors } = await warehouse.query(text, { refs: ids.map((id) => ({ __typename: type, id })) }, { as });
  if (errors) throw new Error(JSON.stringify(errors));
  return data['_entities'];
};

describe('the fields that fulfilment adds to variants and products', () => {
  it('counts the available items: 0 without stock, null for digital goods', async () => {
    const productId = newId('prd');
    const [some, none] = [await warehouse.variant(9, { productId }), await warehouse.variant(0, { productId })];
    const digital = await warehouse.variant(0, { type: 'DIGITAL', package: null, productId: 'prd_digital' });
    await warehouse.reserve({ ord_seen: [[some, 2]] });
    expect(await entities('Variant', [some, none, digital, 'var_unknown'], 'id available')).toEqual([
      { id: some, available: 7 },
      { id: none, available: 0 },
      { id: digital, available: null },
      { id: 'var_unknown', available: 0 },
    ]);
    expect(await entities('Product', [productId, 'prd_digital', 'prd_unknown'], 'stock { available level }')).toEqual([
      { stock: { available: 7, level: 'IN_STOCK' } },
      { stock: null },
      { stock: null },
    ]);
    await warehouse.reserve({ ord_seen_2: [[some, 3]] });
    expect(await entities('Product', [productId], 'stock { level }')).toEqual([{ stock: { level: 'LOW' } }]);
    await warehouse.reserve({ ord_seen_3: [[some, 4]] });
    expect(await entities('Product', [productId], 'stock { level }')).toEqual([{ stock: { level: 'SOLD_OUT' } }]);
  });

  it('costs one statement however many are asked for', async () => {
    const variants = await Promise.all(Array.from({ length: 20 }, () => warehouse.variant(1)));
    expect((await warehouse.statements(() => entities('Variant', variants, 'available'))).count).toBe(1);
    expect((await warehouse.statements(() => entities('Product', variants, 'stock { available }'))).count).toBe(1);
  });
});

describe('the fields that fulfilment adds to orders', () => {
  const selection = `packaging { id status address { name } history { to } order { id } }
    delivery { id status trackingNumber address { name } proof history { to } events { kind } }`;

  async function delivered(more: object = {}): Promise<TestOrder & { deliveryId: string }> {
    const variantId = await warehouse.variant(10);
    const order = await warehouse.order([[variantId, 2]], more);
    const deliveryId = await warehouse.packed(order);
    await warehouse.mutate(courier, 'startDelivery', { deliveryId });
    await warehouse.mutate(courier, 'completeDelivery', { deliveryId, proof: 'Signed' });
    return { ...order, deliveryId };
  }

  const EVERYTHING = { address: true, history: true };
  const ADDRESS = { address: true, history: false };
  const FACTS = { address: false, history: false };
  const WORKING = { address: false, history: true };
  const sight = (thing: { address: unknown; history: unknown } | null) =>
    thing && { address: thing.address !== null, history: thing.history !== null };

  it('shows each viewer what they may see, from the order and from the thing itself', async () => {
    const [seller, other] = [await warehouse.seller(), await warehouse.seller()];
    const order = await delivered({ sellerId: seller.id });
    const matrix: [string, Viewer, object | null, object | null][] = [
      ['the buyer', customer, ADDRESS, ADDRESS],
      ['the seller', seller.as, FACTS, FACTS],
      ['the warehouse', packer, WORKING, WORKING],
      ['a courier', courier, null, WORKING],
      ['support', support, EVERYTHING, EVERYTHING],
      ['an administrator', admin, EVERYTHING, EVERYTHING],
      ['another seller', other.as, null, null],
      ['another customer', person('usr_other'), null, null],
      ['nobody', nobody, null, null],
      [
        'a key of a store',
        { kind: 'apiKey', id: 'key_1', storeId: 'sto_1', scopes: ['products:read', 'stock:write'] },
        null,
        null,
      ],
    ];
    for (const [who, as, packaging, delivery] of matrix) {
      const [seen] = await entities('Order', [order.orderId], selection, as);
      expect([who, sight(seen.packaging), sight(seen.delivery)]).toEqual([who, packaging, delivery]);
      expect(seen.delivery?.proof ?? null).toBe(delivery !== null && delivery !== FACTS ? 'Signed' : null);
      const [itself] = await entities('Packaging', [order.packagingId], 'address { name } history { to }', as);
      const [parcel] = await entities('Delivery', [order.deliveryId], 'address { name } history { to }', as);
      expect([who, sight(itself), sight(parcel)]).toEqual([who, packaging, delivery]);
    }
  });

  it('shows the address to the warehouse and couriers until the parcel is delivered', async () => {
    const order = await warehouse.order([[await warehouse.variant(10), 1]]);
    const seenBy = async (as: Viewer) => {
      const [{ packaging, delivery }] = await entities('Order', [order.orderId], selection, as);
      return [sight(packaging)?.address, sight(delivery)?.address];
    };
    expect([await seenBy(packer), await seenBy(courier)]).toEqual([
      [true, undefined],
      [undefined, undefined],
    ]);
    const deliveryId = await warehouse.packed(order);
    expect([await seenBy(packer), await seenBy(courier)]).toEqual([
      [false, true],
      [undefined, true],
    ]);
    const { data } = await warehouse.query(
      '{ packagingQueue(status: COMPLETED) { nodes { orderNumber address { name } } } deliveries { nodes { id address { name } } } }',
      {},
      { as: packer },
    );
    expect(data['packagingQueue'].nodes.filter(({ address }: Json) => address !== null)).toEqual([]);
    expect(data['deliveries'].nodes).toContainEqual({ id: deliveryId, address: { name: 'Ada Buyer' } });
    await warehouse.mutate(courier, 'startDelivery', { deliveryId });
    await warehouse.mutate(courier, 'completeDelivery', { deliveryId, proof: 'Signed' });
    expect([await seenBy(packer), await seenBy(courier)]).toEqual([
      [false, false],
      [undefined, false],
    ]);
  });

  it('of a guest are visible through the order with the proof of orders, and never otherwise', async () => {
    const order = await delivered({ buyerId: null });
    const [unproven] = await entities('Order', [order.orderId], selection, nobody);
    expect(unproven).toEqual({ packaging: null, delivery: null });
    const text = `query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on Order { ${selection} } } }`;
    const seen = async (proof: string | null, as: Viewer = nobody) => {
      const refs = [{ __typename: 'Order', id: order.orderId, guestGrant: proof }];
      const { data } = await warehouse.query(text, { refs }, { as, identity: { requestId: 'req_one' } });
      const [{ packaging, delivery }] = data['_entities'];
      return [sight(packaging), sight(delivery)];
    };
    expect(await seen(guestGrant(sealKey, order.orderId, 'req_one'))).toEqual([ADDRESS, ADDRESS]);
    expect(await seen(guestGrant(sealKey, order.orderId, 'req_two'))).toEqual([null, null]);
    const seller = await warehouse.seller();
    const sold = await delivered({ buyerId: null, sellerId: seller.id });
    const [ofSeller] = await entities('Order', [sold.orderId], selection, seller.as);
    expect([sight(ofSeller.packaging), sight(ofSeller.delivery)]).toEqual([FACTS, FACTS]);
    expect(await entities('Delivery', [order.deliveryId], 'id', nobody)).toEqual([null]);
    expect(await entities('Packaging', [order.packagingId], 'id', nobody)).toEqual([null]);
  });

  it('are null for an order that has none', async () => {
    expect(await entities('Order', ['ord_nothing'], 'packaging { id } delivery { id }', admin)).toEqual([
      { packaging: null, delivery: null },
    ]);
  });

  it('cost the same number of statements however many orders there are', async () => {
    const orders: string[] = [];
    for (let index = 0; index < 6; index += 1) orders.push((await delivered()).orderId);
    const one = await warehouse.statements(() => entities('Order', orders.slice(0, 1), selection, support));
    const six = await warehouse.statements(() => entities('Order', orders, selection, support));
    expect(six.result.every(({ delivery }) => delivery.events.length === 3)).toBe(true);
    expect(six.count).toBe(one.count);
    expect(six.count).toBeLessThanOrEqual(5);
  });
});

describe('the list of deliveries', () => {
  const text =
    'query ($status: DeliveryStatus, $first: Int) { deliveries(status: $status, first: $first) { nodes { id status address { line1 } order { id } events { kind } } pageInfo { hasNextPage } } }';

  it('is for couriers and the warehouse, oldest first, and costs the same whatever its length', async () => {
    const variantId = await warehouse.variant(10);
    const waiting = await warehouse.packed(await warehouse.order([[variantId, 1]]));
    for (const as of [courier, packer, admin]) {
      const { data } = await warehouse.query(text, { status: 'NEW' }, { as });
      expect(data['deliveries'].nodes).toMatchObject([
        { id: waiting, address: { line1: '1 Long Street' }, events: [{ kind: 'READY' }] },
      ]);
    }
    for (const as of [customer, support]) {
      expect((await warehouse.query(text, {}, { as })).errors?.[0]?.extensions).toEqual({ code: 'FORBIDDEN' });
    }
    expect((await warehouse.query(text, {})).errors?.[0]?.extensions).toEqual({ code: 'UNAUTHENTICATED' });
    const few = await warehouse.statements(() => warehouse.query(text, { first: 1 }, { as: courier }));
    const many = await warehouse.statements(() => warehouse.query(text, { first: 50 }, { as: courier }));
    expect([few.count, many.count]).toEqual([2, 2]);
    expect(few.result.data['deliveries'].pageInfo.hasNextPage).toBe(true);
  });
});
