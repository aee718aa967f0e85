import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { buyer, card, openShop, type Shop, support } from './shop.ts';

const action = { paymentMethod: { ...card, token: 'pm_action' } };

describe('a purchase that does not go straight', () => {
  let shop: Shop;
  let shiftMs: number;
  beforeEach(async () => {
    shiftMs = 0;
    shop = await openShop({ now: () => new Date(Date.now() + shiftMs), env: { ORDERS_SAGA_LEASE_MS: '1000' } });
  }, 60_000);
  afterEach(() => shop.close());

  const two = async (overrides: object) => {
    const [lamp, vase] = [shop.stocked(5), shop.stocked(5)];
    const lines = [[lamp, 2] as const, [vase, 1] as const];
    const checkout = await shop.buy(lines, overrides);
    return { lamp, vase, checkout, ids: (checkout.orders ?? []).map(({ id }: { id: string }) => id) as string[] };
  };
  const checkoutIn = (id: string, status: string) =>
    until(`checkout ${status}`, async () => {
      const { checkout } = await shop.ask(
        buyer,
        'query ($id: ID!) { checkout(id: $id) { status payment { actions { orderId } } orders { status paymentStatus } } }',
        { id },
      );
      return checkout.status === status ? checkout : null;
    });
  const stuck = async () =>
    (await shop.ask(support, '{ stuckSagas { checkoutId orderId step attempts lastError nextTryAt } }')).stuckSagas;

  it('waits for the buyer to confirm every payment, and goes on then', async () => {
    const { checkout, ids, lamp } = await two(action);
    expect(checkout).toMatchObject({
      status: 'REQUIRES_ACTION',
      payment: {
        actions: [{ orderId: ids[0], clientSecret: expect.any(String) }, { orderId: ids[1] }],
        actionDueAt: expect.any(String),
      },
      orders: [{ status: 'RESERVED', paymentStatus: 'NONE' }, {}],
    });
    for (const id of ids) shop.payments.of(id)!.status = 'AUTHORIZED';
    await shop.payment('authorized', ids[0]!);
    await until('one is paid', async () => (await shop.order(ids[0]!)).paymentStatus === 'AUTHORIZED');
    expect((await shop.order(ids[0]!)).status).toBe('RESERVED');
    await shop.payment('authorized', ids[1]!);
    expect(await checkoutIn(checkout.id, 'CONFIRMED')).toEqual({
      status: 'CONFIRMED',
      payment: { actions: [] },
      orders: ids.map(() => ({ status: 'CONFIRMED', paymentStatus: 'AUTHORIZED' })),
    });
    expect(shop.fulfilment.reservations.get(ids[0]!)?.status).toBe('COMMITTED');
    expect(shop.fulfilment.available(lamp.variantId)).toBe(3);
    expect((await shop.ask(buyer, '{ cart { quantity } }')).cart.quantity).toBe(0);
  });

  it('goes on when all payments are confirmed at the same moment', async () => {
    for (let round = 0; round < 6; round += 1) {
      const { checkout, ids } = await two(action);
      for (const id of ids) shop.payments.of(id)!.status = 'AUTHORIZED';
      await Promise.all(ids.map((id) => shop.payment('authorized', id)));
      await checkoutIn(checkout.id, 'CONFIRMED');
    }
  });

  it('looks again when the look that follows the beginning of the wait failed', async () => {
    let asked = 0;
    shop.payments.watch.before = (question) => {
      if (question === 'authorizePayments' && (asked += 1) === 2) throw new Error('no answer');
    };
    const { checkout, ids } = await two(action);
    expect(checkout.status).toBe('REQUIRES_ACTION');
    // Their events came while the purchase did not wait yet, and did nothing.
    for (const id of ids) shop.payments.of(id)!.status = 'AUTHORIZED';
    await checkoutIn(checkout.id, 'CONFIRMED');
  });

  it('fails for all when one payment is declined, and lets go of everything', async () => {
    const { checkout, ids, lamp, vase } = await two(action);
    shop.payments.of(ids[0]!)!.status = 'AUTHORIZED';
    await shop.payment('authorized', ids[0]!);
    shop.payments.of(ids[1]!)!.status = 'FAILED';
    await shop.payment('failed', ids[1]!, { code: 'authentication_failed', reason: 'Not confirmed.' });
    expect((await checkoutIn(checkout.id, 'PAYMENT_FAILED')).orders).toMatchObject([
      { status: 'PAYMENT_FAILED' },
      { status: 'PAYMENT_FAILED' },
    ]);
    await until('let go', () => shop.payments.of(ids[0]!)?.status === 'VOIDED');
    await until(
      'given back',
      () => shop.fulfilment.available(lamp.variantId) + shop.fulfilment.available(vase.variantId) === 10,
    );
    expect((await shop.ask(buyer, '{ cart { quantity } }')).cart.quantity).toBe(3);
  });

  it('fails when the buyer does not confirm in time', async () => {
    const { checkout, ids, lamp } = await two(action);
    shiftMs = 600_001;
    await checkoutIn(checkout.id, 'PAYMENT_FAILED');
    await until('let go', () => ids.every((id) => shop.payments.of(id)?.status === 'VOIDED'));
    await until('given back', () => shop.fulfilment.available(lamp.variantId) === 5);
  });

  it('goes on when the word of the payment was lost, instead of failing', async () => {
    const { checkout, ids } = await two(action);
    for (const id of ids) shop.payments.of(id)!.status = 'AUTHORIZED';
    shiftMs = 600_001;
    await checkoutIn(checkout.id, 'CONFIRMED');
  });

  it('goes on with the rest when one order is cancelled while it waits', async () => {
    const { checkout, ids, lamp } = await two(action);
    const cancelled = await shop.mutate(buyer, 'cancelOrder', { orderId: ids[0] }, '... on Order { status }');
    expect(cancelled.status).toBe('CANCELLED');
    expect(shop.fulfilment.available(lamp.variantId)).toBe(5);
    shop.payments.of(ids[1]!)!.status = 'AUTHORIZED';
    await shop.payment('authorized', ids[1]!);
    expect((await checkoutIn(checkout.id, 'CONFIRMED')).orders).toMatchObject([
      { status: 'CANCELLED' },
      { status: 'CONFIRMED' },
    ]);
    expect(shop.payments.of(ids[0]!)?.status).toBe('VOIDED');
  });

  it('is over when all its orders are cancelled while it waits', async () => {
    const { checkout, ids } = await two(action);
    for (const orderId of ids) await shop.mutate(buyer, 'cancelOrder', { orderId });
    await checkoutIn(checkout.id, 'CANCELLED');
    expect(ids.map((id) => shop.payments.of(id)?.status)).toEqual(['VOIDED', 'VOIDED']);
  });

  it('reserves once more when the reservation ran out just before it was committed', async () => {
    let expired = false;
    shop.payments.watch.after = (question) => {
      if (question !== 'authorizePayments' || expired) return;
      expired = true;
      for (const id of shop.fulfilment.reservations.keys()) shop.fulfilment.expire(id);
    };
    const { checkout, ids } = await two({});
    expect(checkout.status).toBe('CONFIRMED');
    expect(ids.map((id) => shop.fulfilment.reservations.get(id)?.status)).toEqual(['COMMITTED', 'COMMITTED']);
    expect(shop.fulfilment.asked.get('reserveStock')).toBe(2);
  });

  it('lets the money go when somebody else has bought it in between', async () => {
    shop.payments.watch.after = (question) => {
      if (question !== 'authorizePayments') return;
      for (const id of shop.fulfilment.reservations.keys()) shop.fulfilment.expire(id);
      for (const variantId of shop.fulfilment.stock.keys()) shop.fulfilment.stock.set(variantId, 0);
    };
    const { checkout } = await two({});
    expect(checkout).toMatchObject({ __typename: 'OutOfStock' });
    const { rows } = await shop.pool.query<{ id: string; status: string }>('SELECT id, status FROM orders');
    expect(rows.map(({ status }) => status)).toEqual(['CANCELLED', 'CANCELLED']);
    expect(rows.map(({ id }) => shop.payments.of(id)?.status)).toEqual(['VOIDED', 'VOIDED']);
  });

  it('answers that it is being placed when another service does not answer, and goes on when it does', async () => {
    let broken = true;
    shop.payments.watch.before = (question) => {
      if (broken && question === 'authorizePayments') throw new Error('no answer');
    };
    const { checkout } = await two({});
    expect(checkout.status).toBe('PENDING');
    const waiting = await shop.mutate(buyer, 'cancelOrder', { orderId: checkout.orders[0].id });
    expect(waiting).toMatchObject({ code: 'WRONG_ORDER_STATUS' });
    expect(await stuck()).toEqual([]);
    shiftMs = 800_000;
    await until('tried again', async () => {
      const { rows } = await shop.pool.query('SELECT attempts FROM checkout_saga');
      return rows[0].attempts >= 2;
    });
    broken = false;
    shiftMs += 61_000;
    await checkoutIn(checkout.id, 'CONFIRMED');
  });

  it('expires when nobody could say whether it is paid for until the reservation ran out', async () => {
    shop.payments.watch.before = (question) => {
      if (question === 'authorizePayments') throw new Error('no answer');
    };
    const { checkout, lamp } = await two({});
    shiftMs = 960_000;
    await checkoutIn(checkout.id, 'EXPIRED');
    await until('given back', () => shop.fulfilment.available(lamp.variantId) === 5);
    expect((await shop.told('orders.order.expired')).length).toBe(2);
  });

  it('shows support what is stuck: tried often, past its time, or refused for good', async () => {
    const song = shop.stocked(0, { type: 'DIGITAL', package: null });
    await shop.fillCart(buyer, [[song, 1]]);
    const quote = await shop.quote(buyer, { deliveryMethod: 'NONE' });
    let broken = true;
    shop.payments.watch.before = (question) => {
      if (broken && question === 'capturePayment') throw new Error('no answer');
    };
    const [{ id }] = (await shop.place(buyer, quote.id)).orders;
    expect(await stuck()).toEqual([]);
    shiftMs = 400_000;
    expect(await stuck()).toMatchObject([
      { orderId: id, step: 'CAPTURE', lastError: expect.any(String), nextTryAt: expect.any(String) },
    ]);
    const { errors } = await shop.query('{ stuckSagas { step } }', {}, { as: buyer });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
    shop.payments.of(id)!.status = 'VOIDED';
    broken = false;
    shiftMs += 61_000;
    await until('refused', async () => (await stuck())[0]?.nextTryAt === null);
    expect(await stuck()).toMatchObject([{ step: 'CAPTURE', lastError: 'WRONG_PAYMENT_STATUS: Nothing is held.' }]);
  });

  it('lets go again of what is authorised after it was over', async () => {
    const { checkout, ids } = await two(action);
    shiftMs = 600_001;
    await checkoutIn(checkout.id, 'PAYMENT_FAILED');
    await until('let go', () => shop.payments.of(ids[0]!)?.status === 'VOIDED');
    shop.payments.of(ids[0]!)!.status = 'AUTHORIZED';
    await shop.payment('authorized', ids[0]!);
    await until('let go again', () => shop.payments.of(ids[0]!)?.status === 'VOIDED');
  });
});
