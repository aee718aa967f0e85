import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newEvent, paymentsUnmatchedFunds } from '@soko/events';
import { newId } from '@soko/ids';
import type { Json } from '../cash/cash-desk.ts';
import { openPayDesk, type PayDesk } from './pay-desk.ts';

let desk: PayDesk;
beforeAll(async () => {
  desk = await openPayDesk();
});
afterAll(() => desk.close());

/** Something that others wait for. */
function gate() {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), opened };
}

const paymentsIsAway = (): void => {
  desk.payments.watch.before = () => {
    throw new Error('Payments is away.');
  };
};
const paymentsIsBack = (): void => {
  delete desk.payments.watch.before;
};

/** A payout that a process made, and then ended before it asked payments. */
async function madeOnly(seller: Awaited<ReturnType<PayDesk['seller']>>): Promise<Json> {
  let asked = 0;
  desk.users.watch.before = () => {
    if ((asked += 1) > 1) throw new Error('Users is away.');
  };
  const made = await seller.request();
  delete desk.users.watch.before;
  expect(made).toMatchObject({ status: 'SCHEDULED' });
  return made;
}

describe('a payout that does not arrive', () => {
  it('frees the amount, and is made again once the method was changed', async () => {
    const seller = await desk.seller('MPESA', { earned: 100_000 });
    const first = await seller.request();
    await desk.disbursement('failed', first.id, { code: 'not_registered' });
    expect(await desk.untilPayout(first.id, 'FAILED')).toMatchObject({ failure: { code: 'not_registered' } });
    expect(await seller.balance()).toMatchObject({ available: '1000.00', inPayout: '0.00' });
    expect(await seller.request()).toMatchObject({ code: 'PAYOUT_METHOD_FAILED', payoutId: first.id });
    seller.setMethod('MPESA', '+254722000000');
    const second = await seller.request();
    expect(second).toMatchObject({ status: 'PROCESSING', destination: '••••0000' });
    // The provider paid the first one after all: the seller has the money twice, and owes one of them.
    await desk.disbursement('succeeded', first.id);
    await desk.untilPayout(first.id, 'PAID');
    expect(await seller.balance()).toMatchObject({ available: '-1000.00' });
    expect(await desk.trialBalance()).toBe(0n);
  });

  it.each(['float_too_low', 'initiator_locked', 'provider_refused', 'METHOD_NOT_AVAILABLE', 'mpesa_99'])(
    'is made again to the same method when that is not at fault: %s',
    async (code) => {
      const seller = await desk.seller('MPESA', { earned: 100_000 });
      const first = await seller.request();
      await desk.disbursement('failed', first.id, { code });
      await desk.untilPayout(first.id, 'FAILED');
      expect(await desk.lastTold(first.id)).toMatchObject({ code, needsNewMethod: false });
      expect(await seller.request()).toMatchObject({ status: 'PROCESSING', amount: { amount: '1000.00' } });
    },
  );

  it('is owed again when the bank returns it after it was paid', async () => {
    const seller = await desk.seller('STRIPE', { earned: 5_000 });
    const before = await desk.account('stripe_clearing', 'EUR');
    const { id } = await seller.request();
    await desk.disbursement('succeeded', id);
    await desk.untilPayout(id, 'PAID');
    expect((await desk.account('stripe_clearing', 'EUR')) - before).toBe(-5_000n);
    await desk.disbursement('returned', id);
    await desk.disbursement('returned', id);
    expect(await desk.untilPayout(id, 'RETURNED')).toMatchObject({ failure: { code: 'account_closed' } });
    expect(await desk.account('stripe_clearing', 'EUR')).toBe(before);
    expect(await seller.balance()).toMatchObject({ available: '50.00' });
    expect(await seller.request()).toMatchObject({ code: 'PAYOUT_METHOD_FAILED' });
    // An administrator knows that the account is open again.
    const again = await desk.by('retryPayout', { payoutId: id });
    expect(again).toMatchObject({ status: 'PROCESSING', amount: { amount: '50.00' } });
    expect(await desk.by('retryPayout', { payoutId: again.id })).toMatchObject({ code: 'WRONG_PAYOUT_STATUS' });
    expect(await desk.eventsOf(id)).toEqual(['scheduled', 'processing', 'paid', 'returned']);
  });

  it('is owed by the seller when Stripe paid it after people had ended it, and is taken off their next sales once', async () => {
    const seller = await desk.seller('STRIPE', { earned: 5_000 });
    const first = await seller.request();
    await desk.disbursement('failed', first.id, { code: 'payout_refused' });
    await desk.untilPayout(first.id, 'FAILED');
    const [clearing, goodwill] = [await desk.account('stripe_clearing', 'EUR'), await desk.account('goodwill', 'EUR')];
    const amount = { amountMinor: '-5000', currency: 'EUR' };
    const funds = { kind: 'ended-payout', reason: 'paid_after_end', method: 'STRIPE_CARD', amount, receipt: 'po_1' };
    const nobody = { walletId: null, depositId: null, ownerId: seller.userId };
    const decided = { decisionId: newId('fdc'), decidedBy: 'usr_admin', resolvedAt: new Date().toISOString() };
    const data = { funds, resolution: 'PAYEE', payoutId: first.id, ...nobody, ...decided } as never;
    const subject = newId('umf');
    const trail = {
      correlationId: 'cor_spec',
      causationId: null,
      actor: { kind: 'user', id: 'usr_admin' },
      now: () => new Date(),
    } as const;
    const event = () => newEvent(paymentsUnmatchedFunds, 'resolved', { subject, sequence: 2, data }, trail);
    await desk.bus.publish(paymentsUnmatchedFunds.name, [event(), event()]);
    await desk.untilRow('SELECT 1 FROM ledger_transaction WHERE reference = $1', [`unmatched:${subject}`]);
    expect(await seller.balance()).toMatchObject({ available: '0.00' });
    await seller.sell(6_000);
    expect(await seller.balance()).toMatchObject({ available: '60.00' });
    expect(await seller.paid()).toBe(5_000);
    expect(await desk.account('stripe_clearing', 'EUR')).toBe(clearing + 6_000n - 5_000n);
    expect(await desk.account('goodwill', 'EUR')).toBe(goodwill);
    expect(await desk.look(first.id)).toMatchObject({ status: 'FAILED' });
    expect(await desk.trialBalance()).toBe(0n);
  });

  it('is made again once Stripe has everything from the owner of the account', async () => {
    const seller = await desk.seller('STRIPE', { earned: 1_000 });
    const first = await seller.request();
    await desk.disbursement('failed', first.id, { code: 'payouts_not_allowed' });
    await desk.untilPayout(first.id, 'FAILED');
    expect(await seller.request()).toMatchObject({ code: 'PAYOUT_METHOD_FAILED' });
    await desk.enableAccount(seller.id, seller.userId);
    await desk.untilRow('SELECT 1 WHERE NOT EXISTS (SELECT FROM payout_block WHERE seller_id = $1)', [seller.id]);
    expect(await seller.request()).toMatchObject({ status: 'PROCESSING' });
  });

  it('is asked for again while payments does not answer, and then paid once', async () => {
    const seller = await desk.seller('MPESA', { earned: 100_000 });
    paymentsIsAway();
    const { id, status } = await seller.request();
    expect(status).toBe('SCHEDULED');
    paymentsIsBack();
    desk.advance(31_000);
    await desk.untilPayout(id, 'PROCESSING');
    desk.payments.disbursements.get(id)!.status = 'SUCCEEDED';
    desk.advance(31_000);
    // The event was lost: the job finds the outcome.
    await desk.untilPayout(id, 'PAID');
    expect(await seller.paid()).toBe(100_000);
  });

  it('ends when the method was changed before payments was asked', async () => {
    const seller = await desk.seller('MPESA', { earned: 100_000 });
    const { id } = await madeOnly(seller);
    seller.setMethod('MPESA', '+254722000000');
    desk.advance(31_000);
    expect(await desk.untilPayout(id, 'FAILED')).toMatchObject({ failure: { code: 'payout_method_changed' } });
    expect(desk.payments.disbursements.has(id)).toBe(false);
    expect(await seller.request()).toMatchObject({ status: 'PROCESSING' });
  });

  it('goes where it was asked to go when the method changes while the request is under way', async () => {
    const seller = await desk.seller('MPESA', { earned: 100_000 });
    const [isUnderWay, goOn] = [gate(), gate()];
    let held = 0;
    desk.payments.watch.before = async (field) => {
      if (field !== 'disburseFunds' || (held += 1) > 1) return;
      isUnderWay.open();
      await goOn.opened;
    };
    const request = seller.request();
    await isUnderWay.opened;
    seller.setMethod('MPESA', '+254722000000');
    const [{ id }] = await desk.payouts(seller.id);
    desk.advance(31_000);
    await desk.untilPayout(id, 'PROCESSING');
    goOn.open();
    expect(await request).toMatchObject({ id, status: 'PROCESSING', destination: '••••5678' });
    paymentsIsBack();
    expect(desk.payments.disbursements.get(id)?.input).toMatchObject({ phone: '+254712345678' });
    expect(await seller.request()).toMatchObject({ code: 'PAYOUT_BELOW_MINIMUM' });
    const asked = 'SELECT asked_sealed IS NOT NULL AS is_kept FROM payout WHERE id = $1';
    expect(await desk.rowsOf(asked, [id])).toEqual([{ is_kept: true }]);
    await desk.disbursement('succeeded', id);
    await desk.untilPayout(id, 'PAID');
    expect(await desk.rowsOf(asked, [id])).toEqual([{ is_kept: false }]);
    expect(await seller.paid()).toBe(100_000);
  });

  it('ends when it is not covered any more before payments was asked, and the seller is notified', async () => {
    const seller = await desk.seller('STRIPE', { earned: 1_000 });
    const sale = await seller.sell(4_000);
    const { id } = await madeOnly(seller);
    await sale.refund(3_000);
    await desk.untilRow('SELECT 1 FROM sale WHERE order_id = $1 AND refunded_minor = 3000', [sale.orderId]);
    desk.advance(31_000);
    expect(await desk.untilPayout(id, 'FAILED')).toMatchObject({ failure: { code: 'not_covered' } });
    expect(desk.payments.disbursements.has(id)).toBe(false);
    expect(await desk.lastTold(id)).toMatchObject({ code: 'not_covered', needsNewMethod: false });
    expect(await seller.request()).toMatchObject({ status: 'PROCESSING', amount: { amount: '20.00' } });
    expect(await desk.trialBalance()).toBe(0n);
  });

  it('does not end, not covered any more, where payments pays it: an earlier version asked, and got no answer', async () => {
    const seller = await desk.seller('STRIPE', { earned: 1_000 });
    const sale = await seller.sell(4_000);
    const { id } = await madeOnly(seller);
    const input = { reference: id, userId: seller.userId, amount: { amount: '50.00', currency: 'EUR' } } as never;
    desk.payments.disbursements.set(id, { input, status: 'PENDING' });
    await sale.refund(3_000);
    await desk.untilRow('SELECT 1 FROM sale WHERE order_id = $1 AND refunded_minor = 3000', [sale.orderId]);
    desk.advance(31_000);
    await desk.untilPayout(id, 'PROCESSING');
    await desk.disbursement('succeeded', id);
    await desk.untilPayout(id, 'PAID');
    expect(await seller.balance()).toMatchObject({ available: '-30.00', inPayout: '0.00' });
    expect(await desk.trialBalance()).toBe(0n);
  });

  it('is tried again without waiting in a circle for another payout that fails', async () => {
    const seller = await desk.seller('STRIPE', { earned: 1_000 });
    const { id } = await seller.request();
    await desk.disbursement('failed', id, { code: 'account_closed' });
    await desk.untilPayout(id, 'FAILED');
    const other = await desk.pool.connect();
    try {
      // Another payout of the seller fails: its money is freed, and then its method is blocked.
      await other.query('BEGIN');
      await other.query(`SELECT FROM ledger_account WHERE owner_id = $1 FOR UPDATE`, [seller.id]);
      const retrying = desk.by('retryPayout', { payoutId: id });
      await desk.untilWaiting();
      await other.query('SELECT FROM payout_block WHERE seller_id = $1 FOR UPDATE NOWAIT', [seller.id]);
      await other.query('COMMIT');
      expect(await retrying).toMatchObject({ status: 'PROCESSING' });
    } finally {
      other.release();
    }
  });
});
