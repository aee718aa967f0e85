import { describe, expect, it } from '@jest/globals';
import { moveOrder } from './order.ts';
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
