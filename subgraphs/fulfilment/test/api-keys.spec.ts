import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiKeyViewer, Scope, Viewer } from '@soko/auth';
import { newId } from '@soko/ids';
import { noteSeller } from '../store/known-sellers.ts';
import { address, courier, openWarehouse, packer, type Warehouse } from './warehouse.ts';

const keyOf = (storeId: string, ...scopes: Scope[]): ApiKeyViewer => ({
  kind: 'apiKey',
  id: newId('key'),
  storeId,
  scopes,
});
const lists = `{ packagingQueue(last: 100) { nodes { id address { name } history { to } } }
  deliveries(last: 100) { nodes { id address { name } proof history { to } } } }`;
const refer = `query ($r: [_Any!]!) { _entities(representations: $r) {
  ... on Order { packaging { id address { name } } delivery { id } } } }`;
const idsOf = (nodes: { id: string }[]) => nodes.map(({ id }) => id);

/** The steps from a new package to a delivered parcel. */
const steps = (packagingId: string, lineId: string, deliveryId: string) =>
  [
    ['startPackaging', { packagingId }],
    ['setPackedQuantity', { packagingId, lineId, quantity: 1 }],
    ['completePackaging', { packagingId }],
    ['failPackaging', { packagingId, reason: 'Broken.' }],
    ['startDelivery', { deliveryId }],
    ['recordTracking', { deliveryId, note: 'Around the corner.' }],
    ['failDelivery', { deliveryId, reason: 'Nobody was at home.' }],
    ['completeDelivery', { deliveryId, proof: 'Signed by Ada.' }],
  ] as const;

async function soldBy(warehouse: Warehouse, storeId: string | null) {
  const variantId = await warehouse.variant(5, { storeId });
  return warehouse.order([[variantId, 1]], { storeId });
}

describe.each([true, false])('an API key where stores fulfil their orders: %s', (storesFulfil) => {
  let warehouse: Warehouse;
  beforeAll(async () => {
    warehouse = await openWarehouse({ env: { FULFILMENT_BY_STORES: String(storesFulfil) } });
    await noteSeller(warehouse.pool, { id: 'slr_house', userId: 'usr_house', status: 'ACTIVE', sequence: 1 });
  });
  afterAll(() => warehouse.close());

  const listed = async (as: Viewer) => {
    const { data, errors } = await warehouse.query(lists, {}, { as });
    if (errors) throw new Error(JSON.stringify(errors));
    return { packages: data['packagingQueue'].nodes, deliveries: data['deliveries'].nodes };
  };

  it.each(['fulfilment:read', 'fulfilment:write'] as const)('with %s lists what is of its store', async (scope) => {
    const storeId = newId('sto');
    const [own] = [
      await soldBy(warehouse, storeId),
      await soldBy(warehouse, newId('sto')),
      await soldBy(warehouse, null),
    ];
    const parcelled = await soldBy(warehouse, storeId);
    const deliveryId = await warehouse.packed(parcelled);
    const shown = storesFulfil ? { name: address.name } : null;
    const key = keyOf(storeId, scope);
    expect(await listed(key)).toEqual({
      packages: [
        { id: own.packagingId, address: shown, history: null },
        { id: parcelled.packagingId, address: null, history: null },
      ],
      deliveries: [{ id: deliveryId, address: shown, proof: null, history: null }],
    });
    const r = [own, parcelled].map(({ orderId }) => ({ __typename: 'Order', id: orderId }));
    const { data } = await warehouse.query(refer, { r }, { as: key });
    expect(data['_entities']).toEqual([
      { packaging: { id: own.packagingId, address: shown }, delivery: null },
      { packaging: { id: parcelled.packagingId, address: null }, delivery: { id: deliveryId } },
    ]);
    const nothing = { packaging: null, delivery: null };
    for (const as of [keyOf(newId('sto'), scope), keyOf(storeId, 'orders:read')])
      expect((await warehouse.query(refer, { r }, { as })).data['_entities']).toEqual([nothing, nothing]);
    expect(idsOf((await listed(keyOf(newId('sto'), scope))).packages)).toEqual([]);
  });

  it('changes nothing of other stores, with another scope, or of no store', async () => {
    const storeId = newId('sto');
    const own = await soldBy(warehouse, storeId);
    const deliveryId = await warehouse.packed(await soldBy(warehouse, storeId));
    const others = await soldBy(warehouse, null);
    for (const [name, input] of steps(own.packagingId, own.lineIds[0]!, deliveryId)) {
      expect(await warehouse.failure(keyOf(storeId, 'fulfilment:read'), name, input)).toMatchObject({
        code: 'FORBIDDEN',
      });
      expect(await warehouse.failure(keyOf(newId('sto'), 'fulfilment:write'), name, input)).toMatchObject({
        code: 'NOT_FOUND',
      });
    }
    expect(
      await warehouse.failure(keyOf(storeId, 'fulfilment:write'), 'startPackaging', {
        packagingId: others.packagingId,
      }),
    ).toMatchObject({ code: 'NOT_FOUND' });
    expect((await warehouse.query(lists, {}, { as: keyOf(storeId, 'orders:read') })).errors).toMatchObject([
      { extensions: { code: 'FORBIDDEN' } },
    ]);
  });

  it(storesFulfil ? 'packs and delivers' : 'leaves packing and delivery to the staff', async () => {
    const storeId = newId('sto');
    const key = keyOf(storeId, 'fulfilment:write');
    const own = await soldBy(warehouse, storeId);
    const parcel = await warehouse.packed(await soldBy(warehouse, storeId));
    if (!storesFulfil) {
      for (const [name, input] of steps(own.packagingId, own.lineIds[0]!, parcel))
        expect(await warehouse.failure(key, name, input)).toMatchObject({ code: 'FORBIDDEN' });
      expect(await warehouse.toldOf(own.packagingId)).toEqual(['packaging.requested']);
      return;
    }
    const { packagingId, lineIds } = own;
    const shown = '... on Packaging { status address { name } }';
    expect(await warehouse.mutate(key, 'startPackaging', { packagingId }, shown)).toMatchObject({
      status: 'IN_PROGRESS',
      address: { name: address.name },
    });
    await warehouse.mutate(key, 'setPackedQuantity', { packagingId, lineId: lineIds[0], quantity: 1 });
    expect(await warehouse.mutate(key, 'completePackaging', { packagingId }, shown)).toMatchObject({
      status: 'COMPLETED',
      address: null,
    });
    const { deliveries } = await listed(key);
    const { id: deliveryId } = deliveries.find(({ id }: { id: string }) => id !== parcel);
    await warehouse.mutate(key, 'startDelivery', { deliveryId });
    await warehouse.mutate(key, 'recordTracking', { deliveryId, note: 'Around the corner.' });
    const proven = '... on Delivery { status proof address { name } }';
    expect(
      await warehouse.mutate(key, 'completeDelivery', { deliveryId, proof: 'Signed by Ada.' }, proven),
    ).toMatchObject({ status: 'COMPLETED', proof: 'Signed by Ada.', address: null });
    await warehouse.mutate(key, 'startDelivery', { deliveryId: parcel });
    await warehouse.mutate(key, 'failDelivery', { deliveryId: parcel, reason: 'Nobody was at home.' });
    const broken = await soldBy(warehouse, storeId);
    await warehouse.mutate(key, 'startPackaging', { packagingId: broken.packagingId });
    await warehouse.mutate(key, 'failPackaging', { packagingId: broken.packagingId, reason: 'Broken.' });
    expect(await warehouse.toldOf(deliveryId)).toEqual([
      'delivery.requested',
      'delivery.started',
      'delivery.tracked',
      'delivery.completed',
    ]);
  });

  it('does nothing for a seller who is suspended, whose orders the staff pack and deliver', async () => {
    const { id: sellerId } = await warehouse.seller();
    const storeId = newId('sto');
    const variantId = await warehouse.variant(5, { storeId, sellerId });
    const own = await warehouse.order([[variantId, 1]], { storeId, sellerId });
    const deliveryId = await warehouse.packed(await warehouse.order([[variantId, 1]], { storeId, sellerId }));
    await noteSeller(warehouse.pool, { id: sellerId, userId: 'usr_seller', status: 'SUSPENDED', sequence: 2 });
    for (const [name, input] of steps(own.packagingId, own.lineIds[0]!, deliveryId)) {
      const key = keyOf(storeId, 'fulfilment:write');
      if (!storesFulfil) {
        expect(await warehouse.failure(key, name, input)).toMatchObject({ code: 'FORBIDDEN' });
        continue;
      }
      expect(await warehouse.mutate(key, name, input, '... on SellerNotActive { sellerStatus }')).toMatchObject({
        __typename: 'SellerNotActive',
        sellerStatus: 'SUSPENDED',
      });
    }
    expect(await warehouse.toldOf(deliveryId)).toEqual(['delivery.requested']);
    expect(await warehouse.packed(own)).toMatch(/^dlv_/);
    await warehouse.mutate(courier, 'startDelivery', { deliveryId });
    expect(await warehouse.mutate(courier, 'completeDelivery', { deliveryId, proof: 'Signed by Ada.' })).toMatchObject({
      __typename: 'Delivery',
    });
  });

  it('takes nothing from the staff', async () => {
    const { packagingId } = await soldBy(warehouse, newId('sto'));
    expect(await warehouse.mutate(packer, 'startPackaging', { packagingId })).toMatchObject({
      __typename: 'Packaging',
    });
    expect(idsOf((await listed(packer)).packages)).toContain(packagingId);
    const { errors } = await warehouse.query('{ packagingQueue { nodes { id } } }', {}, { as: courier });
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });
});
