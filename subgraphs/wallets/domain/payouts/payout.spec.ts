import { describe, expect, it } from '@jest/globals';
import { followPayout, type Payout, type PayoutFact, type PayoutStatus } from './payout.ts';

const now = new Date('2026-05-01T12:00:00Z');
const lookMs = 30_000;

const payoutIn = (status: PayoutStatus, more: Partial<Payout> = {}): Payout => ({
  id: 'pyo_1',
  sellerId: 'slr_1',
  userId: 'usr_1',
  status,
  currency: 'EUR',
  amountMinor: 100n,
  availableMinor: 100n,
  kind: 'STRIPE',
  masked: '••••1234',
  methodDigest: 'd',
  askedSealed: null,
  runId: null,
  bankFileId: null,
  receipt: null,
  failure: null,
  providerVersion: 0,
  submittedAt: null,
  paidAt: null,
  returnedAt: null,
  lookAt: now,
  correlationId: 'cor_1',
  version: 1,
  createdAt: now,
  updatedAt: now,
  ...more,
});

const failure = { code: 'account_closed', message: 'Closed.' };
const facts: Record<string, PayoutFact> = {
  pending: { kind: 'pending' },
  unknown: { kind: 'unknown' },
  filed: { kind: 'filed', bankFileId: 'bnk_1' },
  paid: { kind: 'paid', receipt: 'po_1', at: now },
  not_paid: { kind: 'not_paid', ...failure },
  returned: { kind: 'returned', ...failure },
};

describe('a payout', () => {
  it.each([
    ['SCHEDULED', 'pending', 'PROCESSING', null],
    ['SCHEDULED', 'unknown', 'PROCESSING', null],
    ['SCHEDULED', 'filed', 'PROCESSING', null],
    ['SCHEDULED', 'paid', 'PAID', 'post'],
    ['SCHEDULED', 'not_paid', 'FAILED', 'void'],
    ['SCHEDULED', 'returned', 'FAILED', 'void'],
    ['PROCESSING', 'paid', 'PAID', 'post'],
    ['PROCESSING', 'not_paid', 'FAILED', 'void'],
    ['PROCESSING', 'returned', 'FAILED', 'void'],
    ['PAID', 'returned', 'RETURNED', 'return'],
    ['FAILED', 'paid', 'PAID', 'late'],
  ] as const)('that is %s and %s becomes %s', (status, fact, after, posting) => {
    const before = payoutIn(status, status === 'FAILED' ? { failure } : {});
    const step = followPayout(before, facts[fact]!, now, lookMs)!;
    expect(step).toMatchObject({ after: { status: after, version: 2 }, posting });
    const hasFailed = after === 'FAILED' || after === 'RETURNED';
    expect(step.after.failure).toEqual(hasFailed ? failure : null);
    expect(step.after.lookAt === null).toBe(after !== 'PROCESSING' && after !== 'RETURNED' ? true : fact === 'filed');
  });

  it.each([
    ['PROCESSING', ['pending', 'unknown', 'filed']],
    ['PAID', ['pending', 'unknown', 'filed', 'paid', 'not_paid']],
    ['FAILED', ['pending', 'unknown', 'filed', 'not_paid', 'returned']],
    ['RETURNED', ['pending', 'unknown', 'filed', 'paid', 'not_paid', 'returned']],
  ] as const)('that is %s is not changed by %s', (status, unheard) => {
    for (const fact of unheard) expect(followPayout(payoutIn(status), facts[fact]!, now, lookMs)).toBeNull();
  });

  it('does not follow a report that is older than the last one', () => {
    const paid = followPayout(payoutIn('PROCESSING'), { ...facts['paid']!, version: 5 } as PayoutFact, now, lookMs)!;
    expect(paid.after.providerVersion).toBe(5);
    const older = { ...facts['returned']!, version: 4 } as PayoutFact;
    expect(followPayout(paid.after, older, now, lookMs)).toBeNull();
  });
});
