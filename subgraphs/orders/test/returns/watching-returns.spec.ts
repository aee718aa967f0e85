import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { buyer, stranger } from '../shop.ts';
import { courier, oneOf, openReturnsShop } from './returns-scene.ts';

describe('a return', () => {
  let scene: Awaited<ReturnType<typeof openReturnsShop>>;
  beforeAll(async () => {
    scene = await openReturnsShop();
  });
  afterAll(() => scene.shop.close());

  it('is watched in the lists of the buyer and the seller, and alone', async () => {
    const { shop, bought, request } = scene;
    const { id, lineId, seller } = await bought();
    const made = await request(buyer, id, oneOf(lineId));
    const envelope = (await shop.told('orders.return.requested')).find(({ subject }) => subject === made.id)!;
    const told = async (as: Viewer, field: string, variables = {}) => {
      const event = { topic: 'orders.return', envelope };
      return (await shop.query(`subscription ${field} { id status } }`, variables, { as, event })).data;
    };
    const order = { id, status: 'RETURN_REQUESTED' };
    expect(await told(buyer, '{ myOrders')).toEqual({ myOrders: order });
    expect(await told(seller, '{ mySales')).toEqual({ mySales: order });
    expect(await told(stranger, '{ myOrders')).toEqual({ myOrders: null });
    const one = '($id: ID!) { returnUpdated(returnId: $id)';
    expect(await told(seller, one, { id: made.id })).toEqual({ returnUpdated: { id: made.id, status: 'REQUESTED' } });
    expect(await told(courier, one, { id: made.id })).toEqual({ returnUpdated: null });
  });

  it('begins once when it is asked for many times at once', async () => {
    const { bought, request } = scene;
    const { id, lineId } = await bought();
    const answers = await Promise.all(Array.from({ length: 20 }, () => request(buyer, id, oneOf(lineId))));
    const made = answers.filter(({ __typename }) => __typename === 'Return');
    expect(made).toHaveLength(1);
    expect(answers.filter(({ caseId }) => caseId === made[0].id)).toHaveLength(19);
  });
});
