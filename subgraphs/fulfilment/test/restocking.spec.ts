import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { newId } from '@soko/ids';
import { openWarehouse, packer, support, type Warehouse } from './warehouse.ts';

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openWarehouse();
});
afterAll(() => warehouse.close());

const orders: Viewer = { kind: 'service', name: 'orders' };
const restock = (input: object, as: Viewer = orders) =>
  warehouse.query(
    'mutation ($input: RestockReturnInput!) { restockReturn(input: $input) { returnId } }',
    { input },
    { as },
  );

describe('the sound pieces of a return', () => {
  it('go back into stock once for each line, however often that is requested', async () => {
    const [one, two] = [await warehouse.variant(10), await warehouse.variant(10)];
    const order = await warehouse.order([[one, 4], [two, 2]]); // prettier-ignore
    await warehouse.packed(order, [4, 2]);
    const returnId = newId('ret');
    const line = { lineId: order.lineIds[0], variantId: one, quantity: 3 };
    const input = { returnId, orderId: order.orderId, lines: [line] };
    const answers = await Promise.all(Array.from({ length: 5 }, () => restock(input)));
    for (const { data } of answers) expect(data).toEqual({ restockReturn: { returnId } });
    expect(await warehouse.stock(one)).toEqual({ onHand: 9, reserved: 0 });
    const more = { ...input, lines: [line, { lineId: order.lineIds[1], variantId: two, quantity: 1 }] };
    expect((await restock(more)).errors).toBeUndefined();
    expect(await warehouse.stock(one)).toEqual({ onHand: 9, reserved: 0 });
    expect(await warehouse.stock(two)).toEqual({ onHand: 9, reserved: 0 });
    const { data } = await warehouse.query(
      'query ($id: ID!) { stockItem(variantId: $id) { movements { kind onHandDelta orderId reason by } } }',
      { id: two },
      { as: packer },
    );
    const [latest] = data['stockItem'].movements;
    expect(latest).toEqual({
      kind: 'RESTOCK',
      onHandDelta: 1,
      orderId: order.orderId,
      reason: 'Sent back by the buyer',
      by: 'orders',
    });
  });

  it('are for services only', async () => {
    const input = { returnId: newId('ret'), orderId: newId('ord'), lines: [] };
    for (const as of [packer, support]) {
      expect((await restock(input, as)).errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
    }
  });
});
