import { describe, expect, it } from '@jest/globals';
import { followPayment } from './follow-payment.ts';
import type { SagaTimes } from './purchase.ts';
import { specOrder, specPurchase } from './spec-purchase.ts';

const now = new Date(10_000);
const times: SagaTimes = {
  leaseMs: 20_000,
  reservationMs: 900_000,
  guestActionMs: 300_000,
  actionMs: 600_000,
  lookMs: 5_000,
};
const waiting = (...paid: boolean[]) =>
  specPurchase(
    paid.map((isPaid, index) =>
      specOrder({ id: `ord_${index}`, status: 'RESERVED', paymentStatus: isPaid ? 'AUTHORIZED' : 'NONE' }),
    ),
    { step: 'AWAIT_ACTION', version: 7 },
  );
const authorized = (purchase: ReturnType<typeof waiting>, orderId: string) =>
  followPayment(purchase, orderId, { kind: 'authorized' }, now, times);

describe('a purchase that waits for its buyer', () => {
  it('continues with the last payment that was confirmed', () => {
    const step = authorized(waiting(true, false), 'ord_1');
    expect(step).toMatchObject({ kind: 'purchase', change: { saga: { step: 'COMMIT', version: 8 } } });
  });

  it('keeps waiting after the first, and two payments at the same time cannot both be saved', () => {
    const purchase = waiting(false, false);
    for (const orderId of ['ord_0', 'ord_1']) {
      expect(authorized(purchase, orderId)).toMatchObject({
        kind: 'purchase',
        change: {
          saga: { step: 'AWAIT_ACTION', version: 8 },
          orders: [{ after: { id: orderId, paymentStatus: 'AUTHORIZED' } }],
        },
      });
    }
  });

  it('counts the same payment once', () => {
    expect(authorized(waiting(true, false), 'ord_0')).toBeNull();
  });
});

describe('a purchase whose request to payments failed', () => {
  const postponed = (...orders: Parameters<typeof specOrder>[0][]) =>
    specPurchase(
      orders.map((order, index) => specOrder({ id: `ord_${index}`, status: 'RESERVED', ...order })),
      { step: 'AUTHORIZE', version: 7, attempts: 2 },
    );

  it('continues at once with the last payment that is authorised', () => {
    const step = authorized(postponed({ paymentStatus: 'AUTHORIZED' }, {}), 'ord_1');
    expect(step).toMatchObject({ kind: 'purchase', change: { saga: { step: 'COMMIT', version: 8 } } });
  });

  it('keeps the first of two payments', () => {
    const step = authorized(postponed({}, {}), 'ord_0');
    expect(step).toMatchObject({ kind: 'purchase', change: { saga: { step: 'AUTHORIZE', version: 8 } } });
  });

  it('fails at once when a payment is declined, and voids what may be authorised', () => {
    const fact = { kind: 'failed', code: 'card_declined', reason: 'Declined.' } as const;
    expect(followPayment(postponed({}, {}), 'ord_0', fact, now, times)).toMatchObject({
      kind: 'purchase',
      change: {
        saga: { step: 'DONE' },
        tasks: expect.arrayContaining([expect.objectContaining({ orderId: 'ord_1', kind: 'VOID' })]),
      },
    });
  });
});

describe('a payment that is authorised after its purchase ended', () => {
  it.each(['PAYMENT_FAILED', 'EXPIRED', 'CANCELLED', 'REJECTED'] as const)('%s: is voided', (status) => {
    const purchase = specPurchase([specOrder({ id: 'ord_0', status })], { step: 'DONE' });
    expect(authorized(purchase, 'ord_0')).toMatchObject({ kind: 'order', tasks: [{ orderId: 'ord_0', kind: 'VOID' }] });
  });
});

describe('a refund that failed', () => {
  const failed = (order: Parameters<typeof specOrder>[0], refundedMinor = 0n) =>
    followPayment(
      specPurchase([specOrder({ id: 'ord_0', ...order })], { step: 'DONE' }),
      'ord_0',
      { kind: 'refundFailed', authorizedMinor: 5_000n, capturedMinor: 5_000n, refundedMinor },
      now,
      times,
    );

  it('is asked for again when the order has ended: the buyer is owed all of it', () => {
    expect(failed({ status: 'CANCELLED', paymentStatus: 'CAPTURED' })).toEqual({
      kind: 'order',
      orders: [],
      tasks: [{ orderId: 'ord_0', kind: 'VOID', amountMinor: null, reason: 'a refund failed' }],
    });
    expect(failed({ status: 'CANCELLED', paymentStatus: 'REFUNDED' }, 5_000n)).toBeNull();
  });

  it('is asked for again when a delivered order costs less than was taken', () => {
    expect(failed({ status: 'FULFILLED', paymentStatus: 'CAPTURED', totalMinor: 4_000n })).toMatchObject({
      tasks: [{ kind: 'CAPTURE', amountMinor: 4_000n }],
    });
    expect(failed({ status: 'FULFILLED', paymentStatus: 'CAPTURED', totalMinor: 4_000n }, 1_000n)).toMatchObject({
      orders: [{ after: { paymentStatus: 'PARTIALLY_REFUNDED' } }],
      tasks: [],
    });
  });

  it('is left to people otherwise, and hides no chargeback', () => {
    expect(failed({ status: 'FULFILLED', paymentStatus: 'CAPTURED', totalMinor: 5_000n })).toBeNull();
    expect(failed({ status: 'CANCELLED', paymentStatus: 'CHARGED_BACK' })).toBeNull();
  });
});
