import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { noteSeller } from '../store/known-sellers.ts';
import { person } from '@soko/testing';
import { courier, customer, nobody, openWarehouse, packer, support, type Warehouse } from './warehouse.ts';

let house: Warehouse;
const seller = person('usr_house', 'SELLER');
const stranger = person('usr_stranger', 'SELLER');

beforeAll(async () => {
  house = await openWarehouse();
  await noteSeller(house.pool, {
    id: 'slr_house',
    userId: seller.kind === 'user' ? seller.id : '',
    status: 'ACTIVE',
    sequence: 1,
  });
});
afterAll(() => house.close());

const deliveryUpdated =
  'subscription ($id: ID!) { deliveryUpdated(orderId: $id) { status address { line1 } history { to } } }';
const packagingQueueChanged = 'subscription { packagingQueueChanged { id status address { line1 } } }';

const ask = async (as: Viewer, text: string, event: Parameters<Warehouse['query']>[2], variables = {}) => {
  const { data, errors, extensions } = await house.query(text, variables, { as, ...event });
  if (errors) return errors.map((error) => error.extensions?.['code']);
  return extensions ? extensions['keys'] : Object.values(data)[0];
};
const begin = (as: Viewer, text: string, variables = {}) => ask(as, text, { event: null }, variables);
const told = async (as: Viewer, text: string, subject: string, variables = {}) => {
  const envelope = (await house.told()).findLast((event) => event.subject === subject)!;
  return ask(as, text, { event: { topic: envelope.type.replace(/\.[a-z_]+$/, ''), envelope } }, variables);
};

describe('watching a delivery', () => {
  it('shows each as much as asking does, and strangers nothing', async () => {
    const order = await house.order([[await house.variant(5), 2]]);
    const id = order.orderId;
    for (const viewer of [customer, seller, courier, support, stranger]) {
      expect(await begin(viewer, deliveryUpdated, { id })).toEqual([id]);
    }
    const deliveryId = await house.packed(order);
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

  it('is for those who are signed in', async () => {
    expect(await begin(nobody, deliveryUpdated, { id: 'ord_1' })).toEqual(['UNAUTHENTICATED']);
  });

  it('of a guest’s order is not for whoever knows its id', async () => {
    const order = await house.order([[await house.variant(5), 1]], { buyerId: null });
    const deliveryId = await house.packed(order);
    for (const viewer of [customer, nobody]) {
      expect(await told(viewer, deliveryUpdated, deliveryId, { id: order.orderId })).toBeNull();
    }
  });
});

describe('watching the queue', () => {
  it('is for the warehouse', async () => {
    const { packagingId: id } = await house.order([[await house.variant(5), 1]]);
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
