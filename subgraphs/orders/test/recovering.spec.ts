import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { buyer, card, openShop, type Shop, support } from './shop.ts';

const action = { paymentMethod: { ...card, token: 'pm_action' } };

describe('a purchase that is interrupted', () => {
  let shop: Shop;
  let shiftMs = 0;
  beforeAll(async () => {
    shop = await openShop({ now: () => new Date(Date.now() + shiftMs), env: { ORDERS_SAGA_LEASE_MS: '1000' } });
  });
  afterEach(async () => {
    shiftMs = 0;
    await shop.empty();
  });
  afterAll(() => shop.close());

  /** Lets time pass and does the work that is due by then. */
  const passTime = async (ms: number): Promise<void> => {
    shiftMs += ms;
    await shop.subgraph.runJob('orders.continue-checkouts');
    await shop.subgraph.runJob('orders.run-tasks');
  };
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
        'query ($id: ID!) { checkout(id: $id) { status payment { actions { orderId } } orders { id status paymentStatus } } }',
        { id },
      );
      return checkout.status === status ? checkout : null;
    });
  const stuck = async () =>
    (await shop.ask(support, '{ stuckSagas { checkoutId orderId step attempts lastError nextTryAt } }')).stuckSagas;

  it('waits until the buyer has confirmed every payment, and then continues', async () => {
    const { checkout, ids, lamp } = await two(action);
    expect(checkout).toMatchObject({
      status: 'REQUIRES_ACTION',
      payment: {
        actions: [{ orderId: ids[0], clientSecret: expect.any(String) }, { orderId: ids[1] }],
        actionDueAt: expect.any(String),
      },
      orders: [{ status: 'RESERVED', paymentStatus: 'NONE' }, {}],
    });
    shop.payments.of(ids[0]!)!.status = 'AUTHORIZED';
    await shop.payment('authorized', ids[0]!);
    await until('one is paid', async () => (await shop.order(ids[0]!)).paymentStatus === 'AUTHORIZED');
    expect((await shop.order(ids[0]!)).status).toBe('RESERVED');
    shop.payments.of(ids[1]!)!.status = 'AUTHORIZED';
    await shop.payment('authorized', ids[1]!);
    expect(await checkoutIn(checkout.id, 'CONFIRMED')).toEqual({
      status: 'CONFIRMED',
      payment: { actions: [] },
      orders: ids.map((id) => ({ id, status: 'CONFIRMED', paymentStatus: 'AUTHORIZED' })),
    });
    expect(shop.fulfilment.reservations.get(ids[0]!)?.status).toBe('COMMITTED');
    expect(shop.fulfilment.available(lamp.variantId)).toBe(3);
    expect((await shop.ask(buyer, '{ cart { quantity } }')).cart.quantity).toBe(0);
  });

  it('continues when all payments are confirmed at the same time', async () => {
    for (let round = 0; round < 6; round += 1) {
      const { checkout, ids } = await two(action);
      for (const id of ids) shop.payments.of(id)!.status = 'AUTHORIZED';
      await Promise.all(ids.map((id) => shop.payment('authorized', id)));
      await checkoutIn(checkout.id, 'CONFIRMED');
    }
  });

  it('checks the payments again when the check at the start of the wait failed', async () => {
    let asked = 0;
    shop.payments.watch.before = (question) => {
      if (question === 'authorizePayments' && (asked += 1) === 2) throw new Error('no answer');
    };
    const { checkout, ids } = await two(action);
    expect(checkout.status).toBe('REQUIRES_ACTION');
    // Their events arrived before the purchase waited, and changed nothing.
    for (const id of ids) shop.payments.of(id)!.status = 'AUTHORIZED';
    await passTime(1_001);
    await checkoutIn(checkout.id, 'CONFIRMED');
  });

  it('fails for all orders when one payment is declined, voids the others and releases the stock', async () => {
    const { checkout, ids, lamp, vase } = await two(action);
    shop.payments.of(ids[0]!)!.status = 'AUTHORIZED';
    await shop.payment('authorized', ids[0]!);
    shop.payments.of(ids[1]!)!.status = 'FAILED';
    await shop.payment('failed', ids[1]!, { code: 'authentication_failed', reason: 'Not confirmed.' });
    expect((await checkoutIn(checkout.id, 'PAYMENT_FAILED')).orders).toMatchObject([
      { status: 'PAYMENT_FAILED' },
      { status: 'PAYMENT_FAILED' },
    ]);
    await until('voided', () => shop.payments.of(ids[0]!)?.status === 'VOIDED');
    await until(
      'released',
      () => shop.fulfilment.available(lamp.variantId) + shop.fulfilment.available(vase.variantId) === 10,
    );
    expect((await shop.ask(buyer, '{ cart { quantity } }')).cart.quantity).toBe(3);
  });

  it('fails when the buyer does not confirm in time', async () => {
    const { checkout, ids, lamp } = await two(action);
    await passTime(600_001);
    await checkoutIn(checkout.id, 'PAYMENT_FAILED');
    await until('voided', () => ids.every((id) => shop.payments.of(id)?.status === 'VOIDED'));
    await until('released', () => shop.fulfilment.available(lamp.variantId) === 5);
  });

  it('continues at its deadline when the event of the payment was lost', async () => {
    const { checkout, ids } = await two(action);
    for (const id of ids) shop.payments.of(id)!.status = 'AUTHORIZED';
    await passTime(600_001);
    await checkoutIn(checkout.id, 'CONFIRMED');
  });

  it('continues without any event, because it looks at payments', async () => {
    const { checkout, ids } = await two(action);
    const asked = () => shop.payments.asked.get('authorizePayments');
    const before = asked();
    await passTime(5_001);
    expect((await checkoutIn(checkout.id, 'REQUIRES_ACTION')).orders).toHaveLength(2);
    shop.payments.of(ids[0]!)!.status = 'AUTHORIZED';
    await passTime(5_001);
    expect(asked()).toBe(before);
    await checkoutIn(checkout.id, 'REQUIRES_ACTION');
    shop.payments.of(ids[1]!)!.status = 'AUTHORIZED';
    await passTime(5_001);
    await checkoutIn(checkout.id, 'CONFIRMED');
  });

  it('fails without any event when a payment was declined', async () => {
    const { checkout, ids } = await two(action);
    shop.payments.of(ids[1]!)!.status = 'FAILED';
    shop.payments.of(ids[0]!)!.status = 'AUTHORIZED';
    await passTime(5_001);
    await checkoutIn(checkout.id, 'PAYMENT_FAILED');
    await until('voided', () => shop.payments.of(ids[0]!)?.status === 'VOIDED');
  });

  it('continues with the other orders when one is cancelled while it waits', async () => {
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

  it('ends when all its orders are cancelled while it waits', async () => {
    const { checkout, ids } = await two(action);
    for (const orderId of ids) await shop.mutate(buyer, 'cancelOrder', { orderId });
    await checkoutIn(checkout.id, 'CANCELLED');
    expect(ids.map((id) => shop.payments.of(id)?.status)).toEqual(['VOIDED', 'VOIDED']);
  });

  it('continues purchases while payments do not respond to tasks', async () => {
    const songs = Array.from({ length: 21 }, () => shop.stocked(0, { type: 'DIGITAL', package: null }));
    shop.payments.watch.before = (question) => {
      if (question === 'capturePayment') throw new Error('no answer');
    };
    for (const song of songs) {
      await shop.fillCart(buyer, [[song, 1]]);
      await shop.place(buyer, (await shop.quote(buyer, { deliveryMethod: 'NONE' })).id);
    }
    let respond = (): void => {};
    const response = new Promise<void>((resolve) => (respond = resolve));
    let waiting = 0;
    let reserved = 0;
    shop.payments.watch.before = async (question) => {
      if (question !== 'capturePayment') return;
      waiting += 1;
      await response;
    };
    shop.fulfilment.watch.before = (question) => {
      if (question === 'reserveStock' && (reserved += 1) === 1) throw new Error('no answer');
    };
    const { checkout } = await two({});
    expect(checkout.status).toBe('PENDING');
    shiftMs += 1_001;
    const tasks = shop.subgraph.runJob('orders.run-tasks');
    await until('every place is taken', () => waiting === 20);
    await checkoutIn(checkout.id, 'CONFIRMED');
    expect(waiting).toBe(20);
    respond();
    await tasks;
    await until('all are captured', async () => {
      await passTime(0);
      return [...shop.payments.payments.values()].filter(({ status }) => status === 'CAPTURED').length === 21;
    });
  });

  it('continues at once when the payment of a postponed purchase is authorised or declined', async () => {
    let isAway = true;
    shop.payments.watch.after = (question) => {
      if (isAway && question === 'authorizePayments') throw new Error('too late');
    };
    const paid = await two({});
    const declined = await two({});
    expect(await stuck()).toEqual([]);
    expect([paid.checkout.status, declined.checkout.status]).toEqual(['PENDING', 'PENDING']);
    isAway = false;
    const orderIds = async ({ checkout }: { checkout: { id: string } }): Promise<string[]> =>
      (await checkoutIn(checkout.id, 'PENDING')).orders.map(({ id }: { id: string }) => id);
    const [first, second] = await orderIds(paid);
    await shop.payment('authorized', first!);
    await until('one is paid', async () => (await shop.order(first!)).paymentStatus === 'AUTHORIZED');
    await shop.payment('authorized', second!);
    await checkoutIn(paid.checkout.id, 'CONFIRMED');
    const [failed, other] = await orderIds(declined);
    shop.payments.of(failed!)!.status = 'FAILED';
    await shop.payment('failed', failed!, { code: 'card_declined', reason: 'Declined.' });
    await checkoutIn(declined.checkout.id, 'PAYMENT_FAILED');
    await until('voided', () => shop.payments.of(other!)?.status === 'VOIDED');
  });

  it('reserves again when the reservation expired just before the commit', async () => {
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

  it('voids the payments when another buyer got the stock meanwhile', async () => {
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

  it('returns a pending checkout when payments does not answer, and continues when it does', async () => {
    let broken = true;
    shop.payments.watch.before = (question) => {
      if (broken && question === 'authorizePayments') throw new Error('no answer');
    };
    const { checkout } = await two({});
    expect(checkout.status).toBe('PENDING');
    const waiting = await shop.mutate(buyer, 'cancelOrder', { orderId: checkout.orders[0].id });
    expect(waiting).toMatchObject({ code: 'WRONG_ORDER_STATUS' });
    expect(await stuck()).toEqual([]);
    await passTime(800_000);
    await until('tried again', async () => {
      const { rows } = await shop.pool.query('SELECT attempts FROM checkout_saga');
      return rows[0].attempts >= 2;
    });
    broken = false;
    await passTime(61_000);
    await checkoutIn(checkout.id, 'CONFIRMED');
  });

  it('expires when payments did not answer before the reservation expired', async () => {
    shop.payments.watch.before = (question) => {
      if (question === 'authorizePayments') throw new Error('no answer');
    };
    const { checkout, lamp } = await two({});
    await passTime(960_000);
    await checkoutIn(checkout.id, 'EXPIRED');
    await until('released', () => shop.fulfilment.available(lamp.variantId) === 5);
    expect((await shop.told('orders.order.expired')).length).toBe(2);
  });

  it('shows support the stuck steps: tried often, past their deadline, or refused', async () => {
    const song = shop.stocked(0, { type: 'DIGITAL', package: null });
    await shop.fillCart(buyer, [[song, 1]]);
    const quote = await shop.quote(buyer, { deliveryMethod: 'NONE' });
    let broken = true;
    shop.payments.watch.before = (question) => {
      if (broken && question === 'capturePayment') throw new Error('no answer');
    };
    const [{ id }] = (await shop.place(buyer, quote.id)).orders;
    expect(await stuck()).toEqual([]);
    await passTime(400_000);
    expect(await stuck()).toMatchObject([
      { orderId: id, step: 'CAPTURE', lastError: expect.any(String), nextTryAt: expect.any(String) },
    ]);
    const { errors } = await shop.query('{ stuckSagas { step } }', {}, { as: buyer });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
    shop.payments.of(id)!.status = 'VOIDED';
    broken = false;
    await passTime(61_000);
    await until('refused', async () => (await stuck())[0]?.nextTryAt === null);
    expect(await stuck()).toMatchObject([
      { step: 'CAPTURE', lastError: 'WRONG_PAYMENT_STATUS: Nothing is authorised.' },
    ]);
  });

  it('voids a payment that is authorised after the purchase ended', async () => {
    const { checkout, ids } = await two(action);
    await passTime(600_001);
    await checkoutIn(checkout.id, 'PAYMENT_FAILED');
    await until('voided', () => shop.payments.of(ids[0]!)?.status === 'VOIDED');
    shop.payments.of(ids[0]!)!.status = 'AUTHORIZED';
    await shop.payment('authorized', ids[0]!);
    await until('voided again', () => shop.payments.of(ids[0]!)?.status === 'VOIDED');
  });
});
