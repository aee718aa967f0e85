import { describe, expect, it } from '@jest/globals';
import { newEvent } from './new-event.ts';
import { usersSeller } from './users-seller.ts';

const seller = { userId: 'usr_1', handle: 'ada', displayName: 'Ada' };
const trail = {
  correlationId: 'test',
  causationId: null,
  actor: { kind: 'service', id: 'test' },
  now: () => new Date(),
} as const;

describe('the status in an event about a seller', () => {
  it.each([
    ['rejected', 'REJECTED'],
    ['suspended', 'SUSPENDED'],
    ['reinstated', 'ACTIVE'],
    ['closed', 'CLOSED'],
  ] as const)('of an old %s is %s', (type, status) => {
    expect(usersSeller.events[type].parse({ ...seller, reason: null })).toMatchObject({ status });
  });

  it('of an old update is not known', () => {
    const payout = { kind: 'MPESA', masked: '…', sealed: '…' };
    expect(usersSeller.events.updated.parse({ ...seller, payout })).toMatchObject({ status: null });
  });

  it('is the one it was written with', () => {
    const payout = { kind: 'MPESA', masked: '…', sealed: '…' } as const;
    const data = { ...seller, payout, status: 'SUSPENDED' } as const;
    const event = newEvent(usersSeller, 'updated', { subject: 'slr_1', sequence: 3, data }, trail);
    expect(event.data.status).toBe('SUSPENDED');
  });
});
