import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { buyer, openShop, type Shop, support } from './shop.ts';

describe('an order whose authorisation expires before the delivery', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop();
  });
  afterAll(() => shop.close());

  const bought = async (token: string): Promise<string> => {
    const lamp = shop.stocked(9);
    const { orders } = await shop.buy([[lamp, 3]], { paymentMethod: { method: 'STRIPE_CARD', token } });
    return orders[0].id;
  };
  const expire = async (id: string): Promise<void> => {
    shop.payments.of(id)!.status = 'EXPIRED';
    await shop.payment('voided', id, { reason: 'EXPIRED' });
  };
  const packed = async (id: string, count: number) => {
    const [line] = (await shop.order(id)).lines;
    const lines = [{ lineId: line.id, variantId: line.variant.id, ordered: line.quantity, packed: count }];
    await shop.packaging('started', id);
    await shop.packaging('completed', id, { lines, deliveryId: `dlv_${id}` });
    await shop.orderIn(id, 'PACKAGED');
  };
  const delivered = async (id: string) => {
    await shop.delivery('started', id, { attempt: 1 });
    await shop.delivery('completed', id, { attempt: 1, completedAt: new Date().toISOString() });
    await shop.orderIn(id, 'FULFILLED');
  };
  const paid = (id: string) => shop.payments.of(id)!;
  const becomes = (id: string, status: string) =>
    until(`${id} is ${status}`, async () => (await shop.order(id)).paymentStatus === status);
  const stuck = async (id: string) =>
    (await shop.ask(support, '{ stuckSagas(first: 100) { orderId step lastError } }')).stuckSagas.filter(
      ({ orderId }: { orderId: string }) => orderId === id,
    );

  it('is authorised again for its current total, and captured once', async () => {
    const id = await bought('pmt_saved');
    await packed(id, 2);
    await expire(id);
    await until('it is authorised again', () => paid(id).status === 'AUTHORIZED');
    expect(paid(id)).toMatchObject({ authorizedMinor: 3_500n, reauthorizations: 1 });
    await becomes(id, 'VOIDED');
    await shop.payment('reauthorized', id);
    await becomes(id, 'AUTHORIZED');
    const changed = (await shop.told('orders.order.payment_changed')).filter(({ subject }) => subject === id);
    expect(changed.map(({ data }) => data)).toMatchObject([
      { paymentStatus: 'VOIDED' },
      { paymentStatus: 'AUTHORIZED' },
    ]);
    await delivered(id);
    await until('it is captured', () => paid(id).status === 'CAPTURED');
    expect(paid(id)).toMatchObject({ capturedMinor: 3_500n, captures: 1, reauthorizations: 1 });
    expect(await stuck(id)).toEqual([]);
  });

  it('waits for support when the buyer saved no payment method', async () => {
    const id = await bought('pm_card_visa');
    await expire(id);
    await until('support sees it', async () => (await stuck(id)).length === 1);
    expect(await stuck(id)).toEqual([
      { orderId: id, step: 'REAUTHORIZE', lastError: expect.stringContaining('no_saved_method') },
    ]);
    expect((await shop.order(id)).paymentStatus).toBe('VOIDED');
  });

  it('is captured even when the capture is the first to notice the expiry', async () => {
    const id = await bought('pmt_saved');
    await packed(id, 3);
    paid(id).status = 'EXPIRED';
    await delivered(id);
    await until('it is captured', () => paid(id).status === 'CAPTURED');
    expect(paid(id)).toMatchObject({ reauthorizations: 1, captures: 1 });
  });

  it('stays unpaid and waits for support when it is delivered and cannot be authorised again', async () => {
    const id = await bought('pm_card_visa');
    await packed(id, 3);
    paid(id).status = 'EXPIRED';
    await delivered(id);
    await until('support sees it', async () => (await stuck(id)).length === 1);
    expect(await stuck(id)).toMatchObject([{ step: 'CAPTURE' }]);
    expect(paid(id).captures).toBe(0);
  });

  it('is voided when it was authorised again for an order that has ended', async () => {
    const id = await bought('pmt_saved');
    await shop.mutate(buyer, 'cancelOrder', { orderId: id });
    await until('it is voided', () => paid(id).status === 'VOIDED');
    paid(id).status = 'AUTHORIZED';
    await shop.payment('reauthorized', id);
    await until('it is voided again', () => paid(id).status === 'VOIDED');
  });

  it('needs no payment when it has ended already', async () => {
    const id = await bought('pmt_saved');
    await shop.packaging('started', id);
    await shop.packaging('failed', id, { reason: 'all broken' });
    await shop.orderIn(id, 'PACKAGING_FAILED');
    await expire(id);
    await becomes(id, 'VOIDED');
    const { rows } = await shop.pool.query(`SELECT 1 FROM order_task WHERE order_id = $1 AND kind = 'REAUTHORIZE'`, [
      id,
    ]);
    expect(rows).toEqual([]);
    expect(paid(id).reauthorizations).toBe(0);
  });
});
