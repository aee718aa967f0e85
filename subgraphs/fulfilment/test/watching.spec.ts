import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { noteSeller } from '../store/known-sellers.ts';
import { person } from '@soko/testing';
import { courier, customer, nobody, openWarehouse, packer, support, type Warehouse } from './warehouse.ts';

let warehouse: Warehouse;
const seller = person('usr_house', 'SELLER');
const stranger = person('usr_stranger', 'SELLER');

beforeAll(async () => {
  warehouse = await openWarehouse();
  await noteSeller(warehouse.pool, {
    id: 'slr_house',
    userId: seller.kind === 'user' ? seller.id : '',
    status: 'ACTIVE',
    sequence: 1,
  });
});
afterAll(() => warehouse.close());

const deliveryUpdated =
  'subscription ($id: ID!) { deliveryUpdated(orderId: $id) { status address { line1 } history { to } } }';
const packagingQueueChanged = 'subscription { packagingQueueChanged { id status address { line1 } } }';

const ask = async (as: Viewer, text: string, event: Parameters<Warehouse['query']>[2], variables = {}) => {
  const { data, errors, extensions } = await warehouse.query(text, variables, { as, ...event });
  if (errors) return errors.map((error) => error.extensions?.['code']);
  return extensions ? extensions['keys'] : Object.values(data)[0];
};
const begin = (as: Viewer, text: string, variables = {}) => ask(as, text, { event: null }, variables);
const told = async (as: Viewer, text: string, subject: string, variables = {}) => {
  const envelope = (await warehouse.told()).findLast((event) => event.subject === subject)!;
  return ask(as, text, { event: { topic: envelope.type.replace(/\.[a-z_]+$/, ''), envelope } }, variables);
};

describe('watching a delivery', () => {
  it('shows each viewer the same as a query does', async () => {
    const order = await warehouse.order([[await warehouse.variant(5), 2]]);
    const id = order.orderId;
    for (const viewer of [customer, seller, courier, support, stranger]) {
      expect(await begin(viewer, deliveryUpdated, { id })).toEqual([id]);
    }
    const deliveryId = await warehouse.packed(order);
    const status = 'NEW';
    const address = { line1: '1 Long Street' };
    expect(await told(customer, deliveryUpdated, deliveryId, { id })).toEqual({ status, address, history: null });
    expect(await told(seller, deliveryUpdated, deliveryId, { id })).toEqual({ status, address: null, history: null });
    expect(await told(courier, deliveryUpdated, deliveryId, { id })).toEqual({
      status,
      address,
      history: [{ to: 'NEW' }],
    });
    expect(await told(stranger, deliveryUpdated, deliveryId, { id })).toBeNull();
  });

  it('requires a signed-in viewer', async () => {
    expect(await begin(nobody, deliveryUpdated, { id: 'ord_1' })).toEqual(['UNAUTHENTICATED']);
  });

  it('of a guest’s order is not visible by its id', async () => {
    const order = await warehouse.order([[await warehouse.variant(5), 1]], { buyerId: null });
    const deliveryId = await warehouse.packed(order);
    for (const viewer of [customer, nobody]) {
      expect(await told(viewer, deliveryUpdated, deliveryId, { id: order.orderId })).toBeNull();
    }
  });
});

describe('watching the queue', () => {
  it('requires the role WAREHOUSE', async () => {
    const { packagingId: id } = await warehouse.order([[await warehouse.variant(5), 1]]);
    expect(await begin(packer, packagingQueueChanged)).toBeNull();
    expect(await told(packer, packagingQueueChanged, id)).toEqual({
      id,
      status: 'NEW',
      address: { line1: '1 Long Street' },
    });
    for (const [viewer, code] of [
      [nobody, 'UNAUTHENTICATED'],
      [customer, 'FORBIDDEN'],
      [courier, 'FORBIDDEN'],
    ] as const) {
      expect(await begin(viewer, packagingQueueChanged)).toEqual([code]);
      expect(await told(viewer, packagingQueueChanged, id)).toEqual([code]);
    }
  });
});
