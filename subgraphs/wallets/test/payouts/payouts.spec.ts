import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@soko/ids';
import { person } from '@soko/testing';
import { type Json, support } from '../cash/cash-desk.ts';
import { admin, openPayDesk, type PayDesk } from './pay-desk.ts';

let desk: PayDesk;
beforeAll(async () => {
  desk = await openPayDesk();
});
afterAll(() => desk.close());

const dayMs = 86_400_000;

const eur = (amount: string) => ({ amount, currency: 'EUR' });

describe('a payout that a seller asks for', () => {
  it('holds what is available, and takes it once it is paid', async () => {
    const seller = await desk.seller('MPESA', { earned: 123_456 });
    const asked = await seller.request();
    // Whole shillings; the rest stays.
    expect(asked).toMatchObject({
      status: 'PROCESSING',
      kind: 'MPESA',
      destination: '••••5678',
      amount: { amount: '1234.00', currency: 'KES' },
      failure: null,
    });
    expect(desk.payments.disbursements.get(asked.id)?.input).toMatchObject({
      purpose: 'PAYOUT',
      userId: seller.userId,
      phone: '+254712345678',
      amount: { amount: '1234.00', currency: 'KES' },
    });
    expect(await seller.balance()).toEqual({
      available: '0.56',
      pending: '0.00',
      reserved: '1234.00',
      inPayout: '1234.00',
    });
    const before = await desk.account('mpesa_float');
    await desk.disbursement('succeeded', asked.id);
    await desk.disbursement('succeeded', asked.id);
    const done = await desk.untilPayout(asked.id, 'PAID');
    expect(done.receipt).toBe('SKX2');
    expect(done.history.map(({ to }: Json) => to)).toEqual(['SCHEDULED', 'PROCESSING', 'PAID']);
    expect(await seller.balance()).toMatchObject({ available: '0.56', inPayout: '0.00' });
    expect((await desk.account('mpesa_float')) - before).toBe(-123_400n);
    expect(await desk.eventsOf(asked.id)).toEqual(['scheduled', 'processing', 'paid']);
    expect(await desk.trialBalance()).toBe(0n);
  });

  it('is made once for a key, also in parallel, and of a part as well', async () => {
    const seller = await desk.seller('STRIPE', { earned: 10_000 });
    const input = { amount: eur('40.00'), idempotencyKey: newId('req') };
    const [one, two] = await Promise.all([seller.request(input), seller.request(input)]);
    expect(one.id).toBe(two.id);
    expect((await seller.request(input)).id).toBe(one.id);
    expect(await seller.request({ ...input, amount: eur('41.00') })).toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' });
    expect(await seller.balance()).toMatchObject({ available: '60.00', inPayout: '40.00' });
    expect(desk.payments.disbursements.get(one.id)?.input).toMatchObject({ account: 'acct_1Nv0FGQ9RKHgCVdK' });
  });

  it('is refused, with the reason', async () => {
    const seller = await desk.seller('BANK_ACCOUNT', { earned: 1_000 });
    expect(await seller.request({ amount: eur('10.01') })).toMatchObject({
      code: 'INSUFFICIENT_FUNDS',
      available: { amount: '10.00' },
    });
    expect(await seller.request({ amount: eur('4.99') })).toMatchObject({
      code: 'PAYOUT_BELOW_MINIMUM',
      minimum: { amount: '5.00' },
    });
    expect(await seller.request({ currency: 'USD' })).toMatchObject({ code: 'PAYOUT_METHOD_UNFIT' });
    expect(await seller.request({ amount: { amount: '6.00', currency: 'USD' } })).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'amount.currency',
    });
    expect(await seller.request({}, person('usr_other'))).toMatchObject({ code: 'NOT_FOUND' });
    expect(await seller.request({}, admin)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await seller.request({ sellerId: 'slr_nobody' })).toMatchObject({ code: 'NOT_FOUND' });
    const known = desk.users.sellers.get(seller.id)!;
    desk.users.sellers.set(seller.id, { ...known, status: 'SUSPENDED' });
    expect(await seller.request()).toMatchObject({ code: 'SELLER_NOT_ACTIVE' });
    desk.users.sellers.set(seller.id, { ...known, method: null });
    expect(await seller.request()).toMatchObject({ code: 'PAYOUT_METHOD_MISSING' });
    expect(await desk.payouts(seller.id)).toEqual([]);
  });

  it('does not take what waits for its buyer, is disputed, or has an open case', async () => {
    const seller = await desk.seller('STRIPE');
    await seller.sell(1_000);
    await seller.sell(2_000, { isReceived: false });
    const disputed = await seller.sell(4_000);
    const inCase = await seller.sell(8_000);
    await disputed.payment('disputed');
    await desk.untilRow('SELECT 1 FROM sale WHERE order_id = $1 AND is_disputed', [disputed.orderId]);
    await inCase.giveBack('requested');
    await desk.untilRow('SELECT 1 FROM sale_case WHERE order_id = $1', [inCase.orderId]);
    const waiting = { pending: '20.00', reserved: '120.00' };
    expect(await seller.balance()).toEqual({ available: '10.00', ...waiting, inPayout: '0.00' });
    expect(await seller.request({ amount: eur('10.01') })).toMatchObject({ code: 'INSUFFICIENT_FUNDS' });
    expect(await seller.request()).toMatchObject({ amount: { amount: '10.00' } });
    await inCase.giveBack('declined');
    await desk.untilRow('SELECT 1 FROM sale_case WHERE order_id = $1 AND closed_at IS NOT NULL', [inCase.orderId]);
    expect(await seller.request()).toMatchObject({ amount: { amount: '80.00' } });
    expect(await seller.balance()).toEqual({
      available: '0.00',
      pending: '20.00',
      reserved: '130.00',
      inPayout: '90.00',
    });
  });

  it('does not take the money of a return that was cancelled, and whose goods come late', async () => {
    const seller = await desk.seller('STRIPE');
    const sale = await seller.sell(1_000);
    await sale.giveBack('requested');
    await sale.giveBack('cancelled');
    await desk.untilRow('SELECT 1 FROM sale_case WHERE order_id = $1 AND closed_at IS NOT NULL', [sale.orderId]);
    expect(await seller.balance()).toMatchObject({ available: '10.00', reserved: '0.00' });
    await sale.giveBack('received');
    await desk.untilRow('SELECT 1 FROM sale_case WHERE order_id = $1 AND closed_at IS NULL', [sale.orderId]);
    expect(await seller.balance()).toMatchObject({ available: '0.00', reserved: '10.00' });
    expect(await seller.request()).toMatchObject({ code: 'PAYOUT_BELOW_MINIMUM' });
  });

  it('does not take what a refund under way may need, until it is made or fails', async () => {
    const seller = await desk.seller('STRIPE');
    const sale = await seller.sell(5_000);
    const [refundId, other] = [newId('rfd'), newId('rfd')];
    const about = (id: string, minor: number) => ({
      refundId: id,
      amount: { amountMinor: String(minor), currency: 'EUR' },
      reason: 'Came back',
    });
    const untilEnded = (id: string) =>
      desk.untilRow('SELECT 1 FROM refund_reserve WHERE refund_id = $1 AND ended_at IS NOT NULL', [id]);
    await sale.payment('refund_begun', 0, about(refundId, 2_000));
    await desk.untilRow('SELECT 1 FROM refund_reserve WHERE refund_id = $1', [refundId]);
    expect(await seller.balance()).toMatchObject({ available: '30.00', reserved: '20.00' });
    expect(await seller.request({ amount: eur('30.01') })).toMatchObject({ code: 'INSUFFICIENT_FUNDS' });
    await sale.payment('refund_failed', 0, about(refundId, 2_000));
    await untilEnded(refundId);
    expect(await seller.balance()).toMatchObject({ available: '50.00', reserved: '0.00' });
    // Its end arrives first.
    await sale.payment('refunded', 1_000, about(other, 1_000));
    await untilEnded(other);
    await sale.payment('refund_begun', 0, about(other, 1_000));
    await sale.payment('refund_begun', 0, about('rfd_last', 9_000));
    await desk.untilRow('SELECT 1 FROM refund_reserve WHERE refund_id = $1', ['rfd_last']);
    expect(await seller.balance()).toMatchObject({ available: '0.00', reserved: '40.00' });
    expect(await seller.request()).toMatchObject({ code: 'PAYOUT_BELOW_MINIMUM' });
  });

  it('does not take what a dispute holds, whatever arrives late', async () => {
    const seller = await desk.seller('STRIPE');
    const sale = await seller.sell(1_000);
    const first = await sale.dispute('opened', true);
    await desk.untilRow('SELECT 1 FROM sale_case WHERE order_id = $1', [sale.orderId]);
    await sale.dispute('resolved', true);
    expect(await seller.balance()).toMatchObject({ available: '0.00', reserved: '10.00' });
    expect(await seller.request()).toMatchObject({ code: 'PAYOUT_BELOW_MINIMUM' });
    const last = await sale.dispute('refunded', false);
    await sale.dispute('opened', true, first);
    await desk.untilRow('SELECT 1 FROM sale_case WHERE order_id = $1 AND sequence = $2', [sale.orderId, last]);
    expect(await seller.request()).toMatchObject({ amount: { amount: '10.00' } });
  });

  it('takes a sale a week after its delivery, however long ago it was paid', async () => {
    const seller = await desk.seller('STRIPE');
    const sale = await seller.sell(1_000, { isDelivered: false });
    desk.advance(8 * dayMs);
    expect(await seller.request()).toMatchObject({ code: 'PAYOUT_BELOW_MINIMUM', available: { amount: '0.00' } });
    await sale.order('fulfilled');
    await desk.untilRow('SELECT 1 FROM sale WHERE order_id = $1 AND available_at IS NOT NULL', [sale.orderId]);
    expect(await seller.balance()).toMatchObject({ available: '0.00', pending: '10.00' });
    desk.advance(7 * dayMs);
    expect(await seller.request()).toMatchObject({ amount: { amount: '10.00' } });
  });

  it('costs the same number of statements in a list of any length', async () => {
    const seller = await desk.seller('STRIPE', { earned: 10_000 });
    for (let count = 0; count < 6; count += 1) await seller.request({ amount: eur('5.00') });
    const document = `query ($sellerId: ID!, $first: Int) { payouts(sellerId: $sellerId, first: $first) {
      nodes { id seller { id } bankFile { id } history { to } } } }`;
    const read = (first: number) =>
      desk.statements(() => desk.query(document, { sellerId: seller.id, first }, { as: seller.as }));
    const [few, many] = [await read(2), await read(6)];
    expect(many.result.data['payouts'].nodes).toHaveLength(6);
    expect([few.count, many.count]).toEqual([3, 3]);
  });

  it('is seen by the seller and by support alone', async () => {
    const seller = await desk.seller('STRIPE', { earned: 1_000 });
    const { id } = await seller.request();
    expect(await desk.look(id, seller.as)).toMatchObject({ id, history: [{ by: null }, { by: null }] });
    expect((await desk.look(id, support)).history[0]).toMatchObject({ by: seller.userId });
    expect(await desk.look(id, person('usr_other'))).toBeNull();
    expect(await desk.payouts(seller.id, seller.as)).toHaveLength(1);
    expect(await desk.payouts(seller.id, person('usr_other'))).toEqual([]);
    expect(await desk.payouts(null, seller.as)).toEqual([]);
  });
});

it('nets a refund of money that was paid out against the next sales', async () => {
  const seller = await desk.seller('STRIPE');
  const sale = await seller.sell(5_000);
  const first = await seller.request();
  await desk.disbursement('succeeded', first.id);
  await desk.untilPayout(first.id, 'PAID');
  await sale.refund(2_000);
  await desk.untilRow('SELECT 1 FROM sale WHERE order_id = $1 AND refunded_minor = 2000', [sale.orderId]);
  expect(await seller.balance()).toMatchObject({ available: '-20.00' });
  expect(await seller.request()).toMatchObject({ code: 'PAYOUT_BELOW_MINIMUM', available: { amount: '-20.00' } });
  await seller.sell(3_000);
  expect(await seller.request()).toMatchObject({ amount: { amount: '10.00' } });
});
