import { describe, expect, it } from '@jest/globals';
import { compareEntry, compareMissing, lastClosedDay, readDay } from './reconciliation.ts';

const theirs = { ref: 'pi_1', refundRef: null, amountMinor: 1_000n, currency: 'EUR' };
const ours = { ref: 'pi_1', paymentId: 'pay_1', refundId: null, amountMinor: 1_000n, currency: 'EUR' };

describe('a record of the provider', () => {
  it.each([
    ['agrees with ours', ours, null],
    ['is unknown here', undefined, 'UNKNOWN_HERE'],
    ['has not been reached here', { ...ours, amountMinor: 0n }, 'NOT_RECORDED_HERE'],
    ['has another amount here', { ...ours, amountMinor: 999n }, 'AMOUNT_DIFFERS'],
    ['has another currency here', { ...ours, currency: 'KES' }, 'AMOUNT_DIFFERS'],
  ])('that %s', (_, mine, kind) => {
    expect(compareEntry('CAPTURED', theirs, mine)?.kind ?? null).toBe(kind);
  });

  it('is named by its refund when it is one', () => {
    const refund = { ...theirs, refundRef: 're_1' };
    expect(compareEntry('REFUNDED', refund, undefined)).toMatchObject({ providerRef: 're_1', theirsMinor: 1_000n });
  });
});

describe('a record of ours that the provider’s day does not have', () => {
  it.each([
    ['is booked on another day', 1_000n, null],
    ['is unknown there', null, 'MISSING_AT_PROVIDER'],
    ['has not been reached there', 0n, 'MISSING_AT_PROVIDER'],
    ['has another amount there', 900n, 'AMOUNT_DIFFERS'],
  ] as const)('that %s', (_, amount, kind) => {
    expect(compareMissing('CAPTURED', ours, amount)?.kind ?? null).toBe(kind);
  });
});

describe('a day', () => {
  it('is a calendar day in UTC', () => {
    expect(readDay('2026-11-20')).toEqual({
      from: new Date('2026-11-20T00:00:00.000Z'),
      before: new Date('2026-11-21T00:00:00.000Z'),
      closedAt: new Date('2026-11-21T01:00:00.000Z'),
    });
    for (const written of ['2026-02-30', '2026-11-20T00:00', 'today', '26-11-20', '2026-13-01']) {
      expect(readDay(written)).toBeNull();
    }
  });

  it('is closed an hour after it ended', () => {
    expect(lastClosedDay(new Date('2026-11-21T00:59:59.999Z'))).toBe('2026-11-19');
    expect(lastClosedDay(new Date('2026-11-21T01:00:00.000Z'))).toBe('2026-11-20');
  });
});
