import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { advanceSaga, isLate, type Outcome, postponeStep, UnexpectedOutcome } from './advance-saga.ts';
import { mayMove } from './order-status.ts';
import type { Order } from './order.ts';
import { defaultTimes, type Purchase, type PurchaseChange } from './purchase.ts';
import { specLine, specOrder, specPurchase } from './spec-purchase.ts';

const now = new Date(10_000);
const two = (overrides: Partial<Order> = {}) => [
  specOrder({ id: 'ord_1', ...overrides }),
  specOrder({ id: 'ord_2', lines: [specLine({ id: 'orl_2', type: 'DIGITAL' })], ...overrides }),
];

const reserved: Partial<Order> = { status: 'RESERVED' };
const paid: Partial<Order> = { status: 'RESERVED', paymentStatus: 'AUTHORIZED' };
const advance = (purchase: Purchase, outcome: Outcome): PurchaseChange =>
  advanceSaga(purchase, outcome, now, defaultTimes);
const statuses = ({ orders }: PurchaseChange) => orders.map(({ after }) => `${after.id} ${after.status}`);
const tasks = (change: PurchaseChange) => change.tasks.map(({ orderId, kind }) => `${kind} ${orderId}`);

const apply = (purchase: Purchase, change: PurchaseChange): Purchase => ({
  checkout: change.checkout,
  saga: change.saga,
  orders: purchase.orders.map((order) => change.orders.findLast(({ after }) => after.id === order.id)?.after ?? order),
});

describe('a purchase', () => {
  it('continues with the payment when its stock is reserved', () => {
    const change = advance(specPurchase(two()), { kind: 'reserved' });
    expect(statuses(change)).toEqual(['ord_1 RESERVED', 'ord_2 RESERVED']);
    expect(change.saga).toMatchObject({ step: 'AUTHORIZE', version: 2, deadlineAt: new Date(900_000) });
    expect(change.clearsCart).toBe(false);
  });

  it('is rejected when there is not enough stock, and nothing has to be undone', () => {
    const lines = [{ variantId: 'var_1', requested: 3, available: 1 }];
    const change = advance(specPurchase(two()), { kind: 'short', lines });
    expect(statuses(change)).toEqual(['ord_1 REJECTED', 'ord_2 REJECTED']);
    expect(change).toMatchObject({
      checkout: { status: 'REJECTED', failure: { kind: 'outOfStock', lines } },
      saga: { step: 'DONE', nextAt: null, sealedPayment: null },
      tasks: [],
      clearsCart: false,
    });
  });

  it('voids payments as well when another process continues it and the stock is gone', () => {
    const short = { kind: 'short', lines: [] } as const;
    const change = advance(specPurchase(two(), { version: 2 }), short);
    expect(tasks(change)).toEqual(['VOID ord_1', 'VOID ord_2']);
    const late = advance(specPurchase(two(), { version: 2 }), { kind: 'late' });
    expect(tasks(late)).toEqual(['VOID ord_1', 'RELEASE ord_1', 'VOID ord_2']);
  });

  it('marks orders as paid that payments names, and keeps its deadline when some actions are done', () => {
    const action = (orderId: string) => ({ paymentId: `pay_${orderId}`, orderId, clientSecret: 's', actionUrl: null });
    const before = specPurchase(two(reserved), { step: 'AUTHORIZE' });
    const waits = { kind: 'actionRequired', actions: [action('ord_1')], authorizedOrderIds: [] } as const;
    expect(advance(before, waits).orders).toEqual([]);
    const first = advance(before, { ...waits, authorizedOrderIds: ['ord_2'] });
    expect(first.orders.map(({ after }) => [after.id, after.paymentStatus])).toEqual([['ord_2', 'AUTHORIZED']]);

    const both = advance(before, { ...waits, actions: [action('ord_1'), action('ord_2')] });
    const again = advanceSaga(
      apply(before, both),
      { ...waits, actions: [action('ord_2')], authorizedOrderIds: ['ord_1'] },
      new Date(60_000),
      defaultTimes,
    );
    expect(again.orders.map(({ after }) => [after.id, after.paymentStatus])).toEqual([['ord_1', 'AUTHORIZED']]);
    expect(again.checkout.actions).toEqual([action('ord_2')]);
    expect(again.saga.deadlineAt).toEqual(both.saga.deadlineAt);
  });

  it('releases the stock when the payment is declined', () => {
    const declined = { kind: 'declined', code: 'insufficient_funds', message: 'No.' } as const;
    const change = advance(specPurchase(two(reserved), { step: 'AUTHORIZE' }), declined);
    expect(statuses(change)).toEqual(['ord_1 PAYMENT_FAILED', 'ord_2 PAYMENT_FAILED']);
    expect(tasks(change)).toEqual(['RELEASE ord_1']);
    const failure = { kind: 'paymentDeclined', declineCode: 'insufficient_funds', explanation: 'No.' };
    expect(change.checkout.failure).toEqual(failure);
  });

  it('waits ten minutes for its buyer, and then voids the payment and releases the stock', () => {
    const actions = [{ paymentId: 'pay_1', orderId: 'ord_1', clientSecret: 's', actionUrl: null }];
    const before = specPurchase(two(reserved), { step: 'AUTHORIZE' });
    const waiting = apply(before, advance(before, { kind: 'actionRequired', actions, authorizedOrderIds: [] }));
    expect(waiting).toMatchObject({
      checkout: { status: 'REQUIRES_ACTION', actions },
      saga: { step: 'AWAIT_ACTION', nextAt: new Date(15_000), deadlineAt: new Date(610_000), sealedPayment: 'sealed' },
    });
    expect(isLate(waiting.saga, new Date(609_999))).toBe(false);
    expect(isLate(waiting.saga, new Date(610_000))).toBe(true);
    const late = advance(waiting, { kind: 'late' });
    expect(statuses(late)).toEqual(['ord_1 PAYMENT_FAILED', 'ord_2 PAYMENT_FAILED']);
    expect(tasks(late)).toEqual(['VOID ord_1', 'RELEASE ord_1', 'VOID ord_2']);
    expect(late.checkout.failure).toEqual({ kind: 'notConfirmedInTime' });
  });

  it('expires when payments did not answer in time', () => {
    const change = advance(specPurchase(two(reserved), { step: 'AUTHORIZE' }), { kind: 'late' });
    expect(statuses(change)).toEqual(['ord_1 EXPIRED', 'ord_2 EXPIRED']);
    expect(tasks(change)).toEqual(['VOID ord_1', 'RELEASE ord_1', 'VOID ord_2']);
  });

  it('is confirmed after the commit; digital goods are fulfilled and captured at once', () => {
    const change = advance(specPurchase(two(paid), { step: 'COMMIT' }), { kind: 'committed' });
    expect(statuses(change)).toEqual(['ord_1 CONFIRMED', 'ord_2 CONFIRMED', 'ord_2 FULFILLED']);
    expect(tasks(change)).toEqual(['CAPTURE ord_2']);
    expect(change).toMatchObject({ checkout: { status: 'CONFIRMED' }, saga: { step: 'DONE' }, clearsCart: true });
  });

  it('reserves again, once only, when the reservation expired before the commit', () => {
    const before = specPurchase(two(paid), { step: 'COMMIT' });
    const again = apply(before, advance(before, { kind: 'reservationGone' }));
    expect(again.saga).toMatchObject({ step: 'RESERVE_AGAIN', reservedAgain: true });
    const reservedAgain = apply(again, advance(again, { kind: 'reserved' }));
    expect(reservedAgain.saga.step).toBe('COMMIT');
    const over = advance(reservedAgain, { kind: 'reservationGone' });
    expect(statuses(over)).toEqual(['ord_1 CANCELLED', 'ord_2 CANCELLED']);
    expect(tasks(over)).toEqual(['VOID ord_1', 'RELEASE ord_1', 'VOID ord_2']);
    const short = advance(again, { kind: 'short', lines: [{ variantId: 'var_1', requested: 3, available: 0 }] });
    expect(statuses(short)).toEqual(['ord_1 CANCELLED', 'ord_2 CANCELLED']);
    expect(tasks(short)).toContain('VOID ord_1');
    expect(short.checkout).toMatchObject({ status: 'CANCELLED', failure: { kind: 'outOfStock' } });
  });

  it('leaves an order unchanged that was cancelled on its own', () => {
    const [one, other] = two(paid);
    const before = specPurchase([{ ...one!, status: 'CANCELLED' }, other!], { step: 'COMMIT' });
    expect(statuses(advance(before, { kind: 'committed' }))).toEqual(['ord_2 CONFIRMED', 'ord_2 FULFILLED']);
  });

  const outcome: fc.Arbitrary<Outcome> = fc.constantFrom<Outcome>(
    { kind: 'reserved' },
    { kind: 'short', lines: [] },
    { kind: 'authorized' },
    { kind: 'actionRequired', actions: [], authorizedOrderIds: [] },
    { kind: 'declined', code: null, message: '' },
    { kind: 'committed' },
    { kind: 'reservationGone' },
    { kind: 'late' },
  );

  it('follows the state machine after any outcomes, and leaves no payment or stock behind when it fails', () => {
    fc.assert(
      fc.property(fc.array(outcome, { maxLength: 30 }), (outcomes) => {
        let purchase = specPurchase(two());
        const done = new Set<string>();
        for (const each of outcomes) {
          if (purchase.saga.step === 'DONE') break;
          let change: PurchaseChange;
          try {
            change = advance(purchase, each);
          } catch (error) {
            if (error instanceof UnexpectedOutcome) continue;
            throw error;
          }
          // One expectation per change: thousands of them would take longer than all the rest.
          const illegal = change.orders.filter(
            ({ before, after }) =>
              (before.status !== after.status && !mayMove(before.status, after.status)) ||
              after.version !== before.version + 1 ||
              after.totalMinor !== before.totalMinor,
          );
          expect([illegal, change.saga.version]).toEqual([[], purchase.saga.version + 1]);
          for (const task of tasks(change)) done.add(task);
          purchase = apply(purchase, change);
        }
        if (purchase.saga.step !== 'DONE') return;
        expect(purchase.saga.sealedPayment).toBeNull();
        for (const order of purchase.orders) {
          const good = order.status === 'CONFIRMED' || order.status === 'FULFILLED';
          expect(good).toBe(purchase.checkout.status === 'CONFIRMED');
          if (order.paymentStatus === 'AUTHORIZED' && !good) expect(done).toContain(`VOID ${order.id}`);
        }
        if (purchase.orders[0]!.status === 'PAYMENT_FAILED') expect(done).toContain('RELEASE ord_1');
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a failed step', () => {
  it('is tried again after one second, then two, and finally every minute', () => {
    let { saga } = specPurchase(two());
    const pauses = Array.from({ length: 9 }, () => {
      saga = postponeStep(saga, 'no answer', now);
      return (saga.nextAt!.getTime() - now.getTime()) / 1_000;
    });
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
    expect(saga).toMatchObject({ attempts: 9, lastError: 'no answer', version: 10 });
  });

  it('never fails for being late at the commit, because the payment is authorised', () => {
    expect(isLate({ ...specPurchase(two()).saga, step: 'COMMIT' }, new Date(10 ** 12))).toBe(false);
  });
});
