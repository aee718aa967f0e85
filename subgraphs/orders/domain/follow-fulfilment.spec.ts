import { describe, expect, it } from '@jest/globals';
import { followFulfilment, type FulfilmentFact, TooEarly } from './follow-fulfilment.ts';
import { arrows, orderStatuses, type OrderStatus } from './order-status.ts';
import { specOrder } from './spec-purchase.ts';

const now = new Date(10_000);
const packed = new Map([['orl_1', 3]]);
const follow = (status: OrderStatus, fact: FulfilmentFact) => followFulfilment(specOrder({ status }), fact, now);
const facts: FulfilmentFact[] = [
  { kind: 'packagingStarted' },
  { kind: 'packagingCompleted', packed },
  { kind: 'packagingFailed', reason: 'broken' },
  { kind: 'packagingCancelled', reason: 'cancelled' },
  { kind: 'deliveryStarted' },
  { kind: 'deliveryCompleted' },
  { kind: 'deliveryFailed', reason: 'nobody home' },
  { kind: 'returned' },
];

describe('an order that is packed and delivered', () => {
  it.each([
    ['CONFIRMED', facts[0]!, 'PACKAGING', []],
    ['PACKAGING', facts[1]!, 'PACKAGED', []],
    ['PACKAGING', facts[2]!, 'PACKAGING_FAILED', ['VOID']],
    ['CONFIRMED', facts[3]!, 'CANCELLED', ['VOID']],
    ['PACKAGED', facts[4]!, 'IN_DELIVERY', []],
    ['DELIVERY_FAILED', facts[4]!, 'IN_DELIVERY', []],
    ['IN_DELIVERY', facts[5]!, 'FULFILLED', ['CAPTURE']],
    ['IN_DELIVERY', facts[6]!, 'DELIVERY_FAILED', []],
    ['DELIVERY_FAILED', facts[7]!, 'RETURNED_TO_SENDER', ['VOID']],
  ] as const)('%s: %o makes it %s', (from, fact, to, kinds) => {
    const step = follow(from, fact)!;
    expect(step.orders[0]!.after.status).toBe(to);
    expect(step.tasks.map(({ kind }) => kind)).toEqual(kinds);
  });

  it('is captured with its total after packing', () => {
    const partial = followFulfilment(
      specOrder({ status: 'PACKAGING' }),
      { kind: 'packagingCompleted', packed: new Map([['orl_1', 1]]) },
      now,
    )!.orders[0]!.after;
    expect(partial.totalMinor).toBe(3_333n + 633n + 1_000n);
    const step = followFulfilment({ ...partial, status: 'IN_DELIVERY' }, { kind: 'deliveryCompleted' }, now)!;
    expect(step.tasks).toEqual([{ orderId: 'ord_1', kind: 'CAPTURE', amountMinor: 4_966n, reason: 'delivered' }]);
  });

  it('costs no fee when nothing could be packed', () => {
    expect(follow('PACKAGING', facts[2]!)!.orders[0]!.after).toMatchObject({ feeMinor: 0n, lines: [{ feeMinor: 0n }] });
  });

  it('waits for the event that must come before', () => {
    expect(() => follow('CONFIRMED', facts[5]!)).toThrow(TooEarly);
    expect(() => follow('PACKAGING', facts[4]!)).toThrow(TooEarly);
  });

  it('follows the state machine, and never changes after its end', () => {
    for (const status of orderStatuses) {
      for (const fact of facts) {
        let step: ReturnType<typeof follow>;
        try {
          step = follow(status, fact);
        } catch (error) {
          expect(error).toBeInstanceOf(TooEarly);
          expect(arrows[status].length).toBeGreaterThan(0);
          continue;
        }
        if (step !== null) expect(arrows[status]).toContain(step.orders[0]!.after.status);
      }
    }
    for (const fact of facts) expect(follow('CANCELLED', fact)).toBeNull();
  });
});
