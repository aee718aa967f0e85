import { describe, expect, it } from '@jest/globals';
import { afterEnd, firstStatus, needsCheck, possibleResolutions, type ReportedFunds } from './unmatched.ts';

const paid: ReportedFunds = {
  provider: 'mpesa',
  kind: 'c2b-confirmation',
  reason: 'nothing_asked',
  receipt: 'SKX1',
  amountMinor: 10_000n,
  reference: null,
  aboutId: null,
  confirmedAt: null,
};

describe('unmatched funds', () => {
  it.each<[string, Partial<ReportedFunds>, string]>([
    ['a payment to the paybill number', {}, 'WALLET DEPOSIT RETURN WRITE_OFF DISMISS'],
    ['a prompt', { kind: 'stk' }, 'WALLET DEPOSIT RETURN WRITE_OFF DISMISS'],
    ['a report without an amount', { amountMinor: null }, 'DISMISS'],
    ['a report of nothing', { amountMinor: 0n }, 'DISMISS'],
    ['a report without a receipt', { receipt: null }, 'DISMISS'],
    ['a receipt that is credited', { reason: 'receipt_used' }, 'DISMISS'],
    [
      'a second payment',
      { kind: 'status', aboutId: 'c2b-SKX1', reason: 'credited_differently' },
      'WALLET DEPOSIT RETURN WRITE_OFF DISMISS',
    ],
    ['the outcome of a payout', { kind: 'status', aboutId: 'dsb_1', reason: 'contradicts_the_outcome' }, 'DISMISS'],
    ['a payout', { kind: 'b2c', reason: 'contradicts_the_outcome' }, 'DISMISS'],
    ['an unreadable report', { kind: 'odd', reason: 'unreadable', amountMinor: null }, 'DISMISS'],
    ['what could not be returned', { kind: 'return', reason: 'not_returned' }, 'WALLET WRITE_OFF DISMISS'],
    ['what a payment lacks', { kind: 'stk', reason: 'amount_differs', amountMinor: -500n }, 'WRITE_OFF DISMISS'],
    [
      'what a payment lacks, without a receipt',
      { kind: 'stk', reason: 'amount_differs', amountMinor: -500n, receipt: null },
      'WRITE_OFF DISMISS',
    ],
    ['what a payment has too much', { kind: 'stk', reason: 'amount_differs' }, 'WALLET WRITE_OFF DISMISS'],
    ['a payout of less', { kind: 'b2c', reason: 'paid_differently' }, 'WALLET WRITE_OFF DISMISS'],
    ['a payout of more', { kind: 'status', reason: 'paid_differently', amountMinor: -1n }, 'WRITE_OFF DISMISS'],
    [
      'a payout of a seller that was paid after its end',
      { kind: 'ended-payout', reason: 'paid_after_end', amountMinor: -1n, reference: 'pyo_1' },
      'PAYEE WRITE_OFF DISMISS',
    ],
    [
      'a withdrawal that was paid after its end',
      { kind: 'ended-payout', reason: 'paid_after_end', amountMinor: -1n, reference: 'wdr_1' },
      'WRITE_OFF DISMISS',
    ],
    [
      'a payout of a seller that was taken back after its end',
      { kind: 'ended-payout', reason: 'taken_back_after_end', reference: 'pyo_1' },
      'WRITE_OFF DISMISS',
    ],
    ['a payout without a receipt', { kind: 'b2c', reason: 'paid_differently', receipt: null }, 'DISMISS'],
  ])('%s', (_, more, resolutions) => {
    expect(possibleResolutions({ ...paid, ...more }).join(' ')).toBe(resolutions);
  });

  it('are booked only once the provider has said that it has the money', () => {
    for (const resolution of ['WALLET', 'DEPOSIT', 'WRITE_OFF', 'RETURN'] as const) {
      expect([needsCheck(paid, resolution), firstStatus(paid, resolution)]).toEqual([true, 'CHECKING']);
    }
    const confirmed = { ...paid, confirmedAt: new Date(0) };
    expect(firstStatus(confirmed, 'WALLET')).toBe('APPLIED');
    expect(firstStatus(confirmed, 'DEPOSIT')).toBe('CHECKING');
    expect(firstStatus(confirmed, 'RETURN')).toBe('RETURNING');
    expect(firstStatus(paid, 'DISMISS')).toBe('APPLIED');
    expect(firstStatus({ ...paid, kind: 'return', reason: 'not_returned' }, 'WALLET')).toBe('APPLIED');
    for (const amountMinor of [-500n, 500n]) {
      const differs = { ...paid, reason: 'amount_differs', amountMinor };
      expect([firstStatus(differs, 'WRITE_OFF'), firstStatus(differs, 'DISMISS')]).toEqual(['CHECKING', 'APPLIED']);
      expect(firstStatus({ ...differs, confirmedAt: new Date(0) }, 'WRITE_OFF')).toBe('APPLIED');
      expect(firstStatus({ ...differs, reason: 'paid_differently' }, 'WRITE_OFF')).toBe('CHECKING');
    }
  });
});

describe('what a provider says of a payout that people have ended', () => {
  const word = { amountMinor: 2_500n, isOurs: true, isKnown: false, wasPaid: false };

  it.each([
    ['TAKEN_BACK', { ...word, status: 'paid' }, 'paid_after_end', -2_500n],
    ['TAKEN_BACK', { ...word, status: 'paid', isOurs: false }, 'paid_after_end', -2_500n],
    ['PAID', { ...word, status: 'paid' }, 'paid_after_end', 2_500n],
    ['PAID', { ...word, status: 'failed' }, 'failed_after_end', 2_500n],
    ['TAKEN_BACK', { ...word, status: 'failed', isKnown: true, wasPaid: true }, 'failed_after_end', 2_500n],
    ['PAID', { ...word, status: 'taken_back' }, 'taken_back_after_end', 2_500n],
  ] as const)('%s, case %#: people must know', (outcome, said, reason, amountMinor) => {
    expect(afterEnd(outcome, said)).toEqual({ reason, amountMinor });
  });

  it.each([
    ['PAID', { ...word, status: 'paid', isOurs: false }],
    ['PAID', { ...word, status: 'failed', isKnown: true }],
    ['TAKEN_BACK', { ...word, status: 'failed', isOurs: false }],
    ['TAKEN_BACK', { ...word, status: 'taken_back' }],
  ] as const)('%s, case %#: it agrees, or was known', (outcome, said) => {
    expect(afterEnd(outcome, said)).toBeNull();
  });
});
