import { describe, expect, it } from '@jest/globals';
import { changeOrder, moveOrder } from './order.ts';
import { orderEvents } from './order-events.ts';
import { specOrder } from './spec-purchase.ts';

const now = new Date(10_000);
const trail = {
  correlationId: 'req_1',
  causationId: null,
  actor: { kind: 'user', id: 'usr_buyer' },
  now: () => now,
} as const;

describe('the event of a cancelled order', () => {
  it.each([
    ['CONFIRMED', true],
    ['RESERVED', false],
  ] as const)('says whether an order that was %s had been confirmed: %s', (status, wasConfirmed) => {
    const change = moveOrder(specOrder({ status }), 'CANCELLED', now, 'cancelled');
    expect(orderEvents(change, trail)).toMatchObject([
      { type: 'orders.order.cancelled', data: { reason: 'cancelled', wasConfirmed } },
    ]);
  });
});

describe('the event of a payment', () => {
  it.each([
    ['RESERVED', 'CAPTURED', false],
    ['EXPIRED', 'VOIDED', false],
    ['PACKAGED', 'CAPTURED', true],
    ['CANCELLED', 'VOIDED', undefined],
  ] as const)(
    'says whether an order that is %s was confirmed when it is %s: %s',
    (status, paymentStatus, wasConfirmed) => {
      const [event, ...others] = orderEvents(changeOrder(specOrder({ status }), { paymentStatus }, now), trail);
      expect(others).toEqual([]);
      expect(event).toMatchObject({ type: 'orders.order.payment_changed', data: { paymentStatus } });
      expect((event!.data as { wasConfirmed?: boolean }).wasConfirmed).toBe(wasConfirmed);
    },
  );

  it('that was captured before the order was confirmed is published again with it', () => {
    const types = (paymentStatus: 'CAPTURED' | 'AUTHORIZED') =>
      orderEvents(moveOrder(specOrder({ status: 'RESERVED', paymentStatus }), 'CONFIRMED', now), trail).map(
        ({ type }) => type,
      );
    expect(types('CAPTURED')).toEqual(['orders.order.confirmed', 'orders.order.payment_changed']);
    expect(types('AUTHORIZED')).toEqual(['orders.order.confirmed']);
  });
});
