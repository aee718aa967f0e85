import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@soko/ids';
import { copyOf } from '@soko/testing';
import { address, courier, openWarehouse, type Warehouse } from './warehouse.ts';

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openWarehouse();
});
afterAll(() => warehouse.close());

/** Someone to whom a parcel was brought. */
async function someone(name: string) {
  const id = newId('usr');
  const variantId = await warehouse.variant(10);
  const to = { address: { ...address, name, line1: `${name} Street 1` }, buyerId: id };
  const order = await warehouse.order([[variantId, 2]], to);
  const deliveryId = await warehouse.packed(order);
  await warehouse.mutate(courier, 'startDelivery', { deliveryId });
  await warehouse.mutate(courier, 'recordTracking', {
    deliveryId,
    note: 'With a neighbour',
    location: 'House of a neighbour',
  });
  await warehouse.mutate(courier, 'completeDelivery', { deliveryId, proof: `Signed by a neighbour of ${name}` });
  return { id, variantId, deliveryId, ...order };
}

describe('the copy of what fulfilment holds about a person', () => {
  it('has what was packed for them and brought to them, and nothing of another one', async () => {
    const [ada, bob] = [await someone('Ada'), await someone('Bob')];
    await warehouse.pool.query(
      `INSERT INTO store_member (store_id, user_id, role, status) VALUES ('sto_1', $1, 'MANAGER', 'ACTIVE'), ('sto_1', $2, 'STAFF', 'ACTIVE')`,
      [ada.id, bob.id],
    );
    const own = await copyOf(warehouse, 'fulfilmentDataOf', ada.id);
    expect(own).toMatchObject({
      packages: [
        {
          id: ada.packagingId,
          orderId: ada.orderId,
          address: { name: 'Ada', line1: 'Ada Street 1' },
          lines: [{ variantId: ada.variantId, quantity: 2, packedQuantity: 2 }],
        },
      ],
      deliveries: [
        {
          id: ada.deliveryId,
          orderId: ada.orderId,
          status: 'COMPLETED',
          trackingNumber: expect.any(String),
          address: { name: 'Ada', phone: address.phone },
          hasProof: true,
          tracking: [{ kind: 'READY' }, { kind: 'DISPATCHED' }, { kind: 'NOTED' }, { kind: 'DELIVERED' }],
        },
      ],
      storeMemberships: [{ storeId: 'sto_1', role: 'MANAGER', status: 'ACTIVE' }],
      sellers: [],
    });
    const text = JSON.stringify(own);
    const ofOthers = [bob.id, bob.variantId, bob.deliveryId, bob.orderId, bob.packagingId, 'Bob', 'STAFF'];
    for (const secret of [...ofOthers, 'usr_packer', 'usr_courier', 'neighbour']) expect(text).not.toContain(secret);
  });

  it('has every parcel once, over several parts', async () => {
    const id = newId('usr');
    await warehouse.pool.query(
      `INSERT INTO packaging (id, order_id, order_number, buyer_id, seller_id, status, delivery_method, address, created_at)
       SELECT 'pkg_copy' || n, 'ord_copy' || n, 'SO-' || n, $1, 'slr_1', 'NEW', 'STANDARD', '{}', now() FROM generate_series(1, 45) AS n`,
      [id],
    );
    const { packages } = await copyOf(warehouse, 'fulfilmentDataOf', id);
    expect(new Set(packages!.map(({ orderId }) => orderId)).size).toBe(45);
    expect(packages).toHaveLength(45);
  });
});
