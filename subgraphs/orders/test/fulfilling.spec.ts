import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { fulfilmentPackaging } from '@soko/events';
import { until } from '@soko/testing';
import { buyer, card, openShop, type Shop, stranger, support } from './shop.ts';

describe('an order after it was placed', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop();
  });
  afterAll(() => shop.close());

  const bought = async (quantity = 3) => {
    const lamp = shop.stocked(9);
    const { orders } = await shop.buy([[lamp, quantity]]);
    return { lamp, order: orders[0], id: orders[0].id as string };
  };
  const pack = async (id: string, count: number): Promise<void> => {
    const [line] = (await shop.order(id)).lines;
    const lines = [{ lineId: line.id, variantId: line.variant.id, ordered: line.quantity, packed: count }];
    await shop.packaging('started', id);
    await shop.packaging('completed', id, { lines, deliveryId: `dlv_${id}` });
  };
  const packed = async (id: string, count: number) => {
    await pack(id, count);
    return shop.orderIn(id, 'PACKAGED');
  };
  const toldOf = async (id: string) =>
    (await shop.told()).filter(({ subject }) => subject === id).map(({ type }) => type.replace('orders.order.', ''));
  const paymentToldOf = (id: string) =>
    until('the event of its payment', async () => {
      const told = await shop.told('orders.order.payment_changed');
      return told.find(({ subject }) => subject === id)?.data ?? null;
    });

  it('is packed in part, delivered, and charged for the packed part', async () => {
    const { id } = await bought();
    expect(await packed(id, 2)).toMatchObject({
      lines: [{ quantity: 3, packedQuantity: 2, total: { amount: '25.00' } }],
      itemsTotal: { amount: '25.00' },
      total: { amount: '35.00' },
      feeTotal: { amount: '0.37' },
    });
    await shop.delivery('started', id, { attempt: 1 });
    await shop.delivery('completed', id, { attempt: 1, completedAt: new Date().toISOString() });
    await shop.orderIn(id, 'FULFILLED');
    await until('captured', () => shop.payments.of(id)?.status === 'CAPTURED');
    expect(shop.payments.of(id)).toMatchObject({ authorizedMinor: 4_750n, capturedMinor: 3_500n, captures: 1 });
    await shop.payment('captured', id);
    await until('seen', async () => (await shop.order(id)).paymentStatus === 'PARTIALLY_CAPTURED');
    expect(await toldOf(id)).toEqual([
      'placed',
      'confirmed',
      'packaging_started',
      'modified',
      'packaged',
      'shipped',
      'fulfilled',
      'payment_changed',
    ]);
    const [paid] = (await shop.told('orders.order.payment_changed')).filter(({ subject }) => subject === id);
    expect(paid?.data).toMatchObject({ paymentStatus: 'PARTIALLY_CAPTURED', order: { status: 'FULFILLED' } });
    const [modified] = (await shop.told('orders.order.modified')).filter(({ subject }) => subject === id);
    expect(modified?.data).toMatchObject({
      oldTotal: { amountMinor: '4750' },
      order: { total: { amountMinor: '3500' } },
    });
    const confirm = (as: typeof buyer) =>
      shop.mutate(as, 'confirmReceipt', { orderId: id }, '... on Order { receiptConfirmedAt }');
    const first = await confirm(buyer);
    expect(first.receiptConfirmedAt).not.toBeNull();
    expect(await confirm(buyer)).toEqual(first);
    expect((await toldOf(id)).filter((type) => type === 'receipt_confirmed')).toHaveLength(1);
    expect(await shop.failure(stranger, 'confirmReceipt', { orderId: id })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await shop.failure(support, 'confirmReceipt', { orderId: id })).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is returned after the last attempt, and its payment is voided', async () => {
    const { id } = await bought();
    await packed(id, 3);
    for (const attempt of [1, 2, 3]) {
      await shop.delivery('started', id, { attempt });
      await shop.orderIn(id, 'IN_DELIVERY');
      await shop.delivery('failed', id, { attempt, final: attempt === 3, reason: 'nobody home' });
      await shop.orderIn(id, 'DELIVERY_FAILED');
    }
    await shop.delivery('returned', id, { lines: [] });
    const { history } = await shop.orderIn(id, 'RETURNED_TO_SENDER');
    expect(history.at(-1)).toMatchObject({ by: 'service:spec', reason: 'returned to sender' });
    expect(history.filter(({ to }: { to: string }) => to === 'DELIVERY_FAILED')).toHaveLength(3);
    await until('voided', () => shop.payments.of(id)?.status === 'VOIDED');
    await shop.payment('voided', id, { reason: 'returned to sender' });
    await until('seen', async () => (await shop.order(id)).paymentStatus === 'VOIDED');
    expect((await toldOf(id)).slice(-3)).toEqual(['delivery_failed', 'failed', 'payment_changed']);
  });

  it('costs nothing when it could not be packed, and has no fee', async () => {
    const { id } = await bought();
    await shop.packaging('started', id);
    await shop.packaging('failed', id, { reason: 'all broken' });
    expect(await shop.orderIn(id, 'PACKAGING_FAILED')).toMatchObject({ feeTotal: { amount: '0.00' } });
    await until('voided', () => shop.payments.of(id)?.status === 'VOIDED');
  });

  it('is cancelled before packing: its payment is voided and its stock released', async () => {
    const { id, lamp } = await bought();
    const cancelled = await shop.mutate(
      buyer,
      'cancelOrder',
      { orderId: id, reason: 'changed my mind' },
      '... on Order { status history { to by reason } }',
    );
    expect(cancelled).toMatchObject({ status: 'CANCELLED' });
    expect(cancelled.history.at(-1)).toEqual({ to: 'CANCELLED', by: 'user', reason: 'changed my mind' });
    expect(shop.fulfilment.available(lamp.variantId)).toBe(9);
    expect(shop.payments.of(id)?.status).toBe('VOIDED');
    expect(await shop.mutate(buyer, 'cancelOrder', { orderId: id }, '... on Order { status }')).toMatchObject({
      status: 'CANCELLED',
    });
    expect((await toldOf(id)).filter((type) => type === 'cancelled')).toHaveLength(1);
  });

  it('is cancelled without a reason when nobody gave one', async () => {
    const { id } = await bought();
    await shop.mutate(buyer, 'cancelOrder', { orderId: id }, '... on Order { status }');
    expect((await shop.order(id)).history.at(-1)).toMatchObject({ to: 'CANCELLED', reason: null });
    const told = (await shop.told('orders.order.cancelled')).find(({ subject }) => subject === id);
    expect(told).toMatchObject({ data: { reason: null, wasConfirmed: true } });
    await shop.payment('voided', id, { reason: 'REQUESTED' });
    expect(await paymentToldOf(id)).toMatchObject({ paymentStatus: 'VOIDED', wasConfirmed: true });
  });

  it('was not confirmed when its payment is voided after a checkout that its buyer left', async () => {
    const { orders } = await shop.buy([[shop.stocked(3), 1]], { paymentMethod: { ...card, token: 'pm_action' } });
    const id: string = orders[0].id;
    await shop.mutate(buyer, 'cancelOrder', { orderId: id }, '... on Order { status }');
    await shop.payment('voided', id, { reason: 'REQUESTED' });
    expect(await paymentToldOf(id)).toMatchObject({ paymentStatus: 'VOIDED', wasConfirmed: false });
  });

  it('is not cancelled by a seller who was suspended, only by its buyer or support', async () => {
    const { id, order } = await bought();
    const seller = await shop.seller(order.seller.id);
    await shop.pool.query("UPDATE seller SET status = 'SUSPENDED' WHERE id = $1", [order.seller.id]);
    const cancel = (as: Viewer) =>
      shop.mutate(
        as,
        'cancelOrder',
        { orderId: id },
        '... on Order { status } ... on SellerNotActive { sellerStatus }',
      );
    expect(await cancel(seller)).toMatchObject({ code: 'SELLER_NOT_ACTIVE', sellerStatus: 'SUSPENDED' });
    expect(shop.payments.of(id)?.status).toBe('AUTHORIZED');
    expect(await cancel(support)).toMatchObject({ status: 'CANCELLED' });
    const another = await bought();
    expect(
      await shop.mutate(await shop.seller(another.order.seller.id), 'cancelOrder', { orderId: another.id }),
    ).toMatchObject({
      __typename: 'Order',
    });
  });

  it('cannot be cancelled once packing has begun, even before the event arrives', async () => {
    const { id } = await bought();
    expect(await shop.failure(stranger, 'cancelOrder', { orderId: id })).toMatchObject({ code: 'NOT_FOUND' });
    shop.fulfilment.reservations.get(id)!.status = 'PICKED';
    const refused = await shop.mutate(buyer, 'cancelOrder', { orderId: id }, '... on WrongOrderStatus { status }');
    expect(refused).toMatchObject({ code: 'WRONG_ORDER_STATUS', status: 'PACKAGING' });
    await packed(id, 3);
    expect(
      await shop.mutate(buyer, 'cancelOrder', { orderId: id }, '... on WrongOrderStatus { status }'),
    ).toMatchObject({
      status: 'PACKAGED',
    });
    expect(shop.payments.of(id)?.status).toBe('AUTHORIZED');
  });

  it('changes once for an event that arrives twice, and waits for one that arrives too early', async () => {
    const { id } = await bought();
    await shop.delivery('started', id, { attempt: 1 });
    // It is PACKAGED for a moment only: the event that came too early follows at once.
    await pack(id, 3);
    const { version } = await shop.orderIn(id, 'IN_DELIVERY');
    const { rows } = await shop.pool.query(`SELECT count(*)::int AS n FROM order_history WHERE order_id = $1`, [id]);
    expect(rows[0].n).toBe(6);
    expect(version).toBe(7);
  });

  it('shows the payment status through a refund in two parts', async () => {
    const song = shop.stocked(0, { type: 'DIGITAL', package: null });
    await shop.fillCart(buyer, [[song, 1]]);
    const quote = await shop.quote(buyer, { deliveryMethod: 'NONE' });
    const [{ id }] = (await shop.place(buyer, quote.id)).orders;
    await shop.payment('captured', id);
    await until('captured', async () => (await shop.order(id)).paymentStatus === 'CAPTURED');
    type Told = 'refunded' | 'refund_failed' | 'charged_back';
    const tell = async (type: Told, amount: string, refunded: string, chargedBack = '0') => {
      const { capturedMinor } = shop.payments.of(id)!;
      const money = (amountMinor: string) => ({ amountMinor, currency: 'EUR' });
      const payment = {
        orderId: id,
        checkoutId: 'chk',
        sellerId: 'slr',
        buyerId: null,
        method: 'STRIPE_CARD',
        status: 'CAPTURED',
        authorized: money('1250'),
        captured: money(capturedMinor.toString()),
        refunded: money(refunded),
        chargedBack: money(chargedBack),
      };
      await shop.payment(type, id, { payment, refundId: 'rfd', amount: money(amount), reason: 'broken' });
    };
    const refund = (amount: string, refunded: string) => tell('refunded', amount, refunded);
    await refund('250', '250');
    await until('partly', async () => (await shop.order(id)).paymentStatus === 'PARTIALLY_REFUNDED');
    await refund('1000', '1250');
    await until('all', async () => (await shop.order(id)).paymentStatus === 'REFUNDED');
    const events = (await shop.told('orders.order.refunded')).filter(({ subject }) => subject === id);
    expect(events.map(({ data }) => data)).toMatchObject([
      { amount: { amountMinor: '250' }, refunded: { amountMinor: '250' } },
      { amount: { amountMinor: '1000' }, refunded: { amountMinor: '1250' } },
    ]);
    await tell('refund_failed', '1000', '250');
    await until('partly again', async () => (await shop.order(id)).paymentStatus === 'PARTIALLY_REFUNDED');
    await refund('250', '500');
    await tell('refund_failed', '250', '250');
    await tell('charged_back', '700', '250', '700');
    await until('charged back', async () => (await shop.order(id)).paymentStatus === 'CHARGED_BACK');
    const changes = (await shop.told('orders.order.payment_changed')).filter(({ subject }) => subject === id);
    const paid = (refunded: string, chargedBack: string) => ({
      captured: { amountMinor: '1250' },
      refunded: { amountMinor: refunded },
      chargedBack: { amountMinor: chargedBack },
    });
    expect(changes.slice(1).map(({ data }) => data)).toMatchObject([
      { paymentStatus: 'PARTIALLY_REFUNDED', paid: paid('250', '0') },
      { paymentStatus: 'PARTIALLY_REFUNDED', paid: paid('250', '0') },
      { paymentStatus: 'CHARGED_BACK', paid: paid('250', '700') },
    ]);
  });

  it('is listed for its buyer, its seller and support, and for no other viewer', async () => {
    const { order, id } = await bought();
    const seller = await shop.seller(order.seller.id);
    const list = (as: typeof buyer, field: string, args = '') =>
      shop.ask(
        as,
        `{ list: ${field}(first: 2${args}) { nodes { id feeTotal { amount } email } pageInfo { hasNextPage endCursor } } }`,
      );
    expect((await list(seller, 'sales')).list.nodes).toEqual([{ id, feeTotal: { amount: '0.56' }, email: null }]);
    const mine = (await list(buyer, 'orders')).list;
    expect(mine.nodes[0]).toEqual({ id, feeTotal: null, email: 'ada@example.com' });
    expect(mine.nodes).toHaveLength(2);
    const next = (await list(buyer, 'orders', `, after: "${mine.pageInfo.endCursor}"`)).list;
    expect(next.nodes.map((each: { id: string }) => each.id)).not.toContain(mine.nodes[1].id);
    const numbered = await list(support, 'allOrders', `, filter: {number: "${order.number}", status: [CONFIRMED]}`);
    expect(numbered.list.nodes).toMatchObject([{ id, email: 'ada@example.com' }]);
    expect((await list(stranger, 'orders')).list.nodes).toEqual([]);
    const { errors } = await shop.query('{ allOrders { nodes { id } } }', {}, { as: seller });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
    expect(await shop.ask(stranger, 'query ($id: ID!) { order(id: $id) { id } }', { id })).toEqual({ order: null });
    const page = await shop.statements(() => list(buyer, 'orders'));
    expect(page.count).toBe(1);
    const r = [{ __typename: 'Order', id }];
    const refer = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Order { id } } }';
    expect(await shop.ask(stranger, refer, { r })).toEqual({ _entities: [null] });
    expect(await shop.ask(seller, refer, { r })).toEqual({ _entities: [{ id }] });
  });

  it('loses the contact data of an erased buyer, and keeps its goods', async () => {
    const { id } = await bought();
    const { newEvent, usersUser } = await import('@soko/events');
    const trail = {
      correlationId: 'c',
      causationId: null,
      actor: { kind: 'service', id: 's' } as const,
      now: () => new Date(),
    };
    await shop.bus.publish('users.user', [
      newEvent(usersUser, 'erased', { subject: 'usr_buyer', sequence: 9, data: {} }, trail),
    ]);
    await until('forgotten', async () => (await shop.order(id)).email === '');
    const { rows } = await shop.pool.query('SELECT address FROM orders WHERE id = $1', [id]);
    expect(rows[0].address).toMatchObject({ name: '', line1: '', country: 'DE' });
    expect(card.method).toBe('STRIPE_CARD');
  });

  it('shows support an order that stands still because its event was given up', async () => {
    const { id } = await bought();
    await shop.packaging('started', id);
    await shop.orderIn(id, 'PACKAGING');
    // Published by a version of fulfilment that this one does not understand.
    const [known] = await shop.bus.read(fulfilmentPackaging.name, { limit: 1_000 });
    const type = 'fulfilment.packaging.failed';
    const data = { orderId: id, reason: 7 };
    const event = { ...known!.envelope!, id: 'evt_not_understood', subject: `pkg_${id}`, type, data };
    await shop.bus.publish(fulfilmentPackaging.name, [event]);

    const [given] = await until('it is given up', async () => {
      const seen = await shop.ask(support, '{ stuckSagas { checkoutId orderId step attempts lastError nextTryAt } }');
      return seen.stuckSagas.length === 0 ? null : seen.stuckSagas;
    });
    expect(given).toEqual({
      checkoutId: expect.stringMatching(/^chk_/),
      orderId: id,
      step: type,
      attempts: 1,
      nextTryAt: null,
      lastError: expect.stringMatching(/does not fit its schema.*reason/s),
    });
    expect((await shop.order(id)).status).toBe('PACKAGING');
  });
});
