import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decidePayout, fitsCurrency, type WantedAmount } from './payout-amount.ts';

const phone = '+254712345678';
const iban = 'DE89370400440532013000';
const minimums = new Map([['EUR', 500n]]);

const wanted = (more: Partial<WantedAmount>): WantedAmount => ({
  kind: 'STRIPE',
  destination: 'acct_1Nv0FGQ9RKHgCVdK',
  currency: 'EUR',
  availableMinor: 10_000n,
  requestedMinor: null,
  ...more,
});

describe('the amount of a payout', () => {
  it.each([
    ['everything', {}, 10_000n],
    ['what was asked for', { requestedMinor: 700n }, 700n],
    ['whole shillings', { kind: 'MPESA', destination: phone, currency: 'KES', availableMinor: 12_345n }, 12_300n],
    [
      'what M-Pesa moves at once',
      { kind: 'MPESA', destination: phone, currency: 'KES', availableMinor: 99_000_050n },
      25_000_000n,
    ],
    ['hundredths of a dinar', { currency: 'KWD', availableMinor: 12_345n }, 12_340n],
    ['everything to a bank', { kind: 'BANK_ACCOUNT', destination: iban }, 10_000n],
  ] as const)('is %s', (_, more, amountMinor) => {
    expect(decidePayout(wanted(more), minimums)).toEqual({ amountMinor });
  });

  it.each([
    ['more than is there', { requestedMinor: 10_001n }, 'INSUFFICIENT_FUNDS'],
    ['less than the minimum', { availableMinor: 499n }, 'PAYOUT_BELOW_MINIMUM'],
    ['less than the minimum of more', { requestedMinor: 499n }, 'PAYOUT_BELOW_MINIMUM'],
    ['nothing', { currency: 'USD', availableMinor: 0n }, 'PAYOUT_BELOW_MINIMUM'],
    ['a debt', { currency: 'USD', availableMinor: -5n }, 'PAYOUT_BELOW_MINIMUM'],
    [
      'less than a shilling',
      { kind: 'MPESA', destination: phone, currency: 'KES', availableMinor: 99n },
      'PAYOUT_BELOW_MINIMUM',
    ],
    ['euros by M-Pesa', { kind: 'MPESA', destination: phone }, 'PAYOUT_METHOD_UNFIT'],
    [
      'shillings to a phone in Germany',
      { kind: 'MPESA', destination: '+4915112345678', currency: 'KES' },
      'PAYOUT_METHOD_UNFIT',
    ],
    ['dollars to a bank', { kind: 'BANK_ACCOUNT', destination: iban, currency: 'USD' }, 'PAYOUT_METHOD_UNFIT'],
    [
      'euros to a bank outside of SEPA',
      { kind: 'BANK_ACCOUNT', destination: 'BR1500000000000010932840814P2' },
      'PAYOUT_METHOD_UNFIT',
    ],
  ] as const)('is refused: %s', (_, more, code) => {
    expect(decidePayout(wanted(more), minimums)).toMatchObject({ code });
  });

  it.each([
    ['cents by M-Pesa', { requestedMinor: 10_050n, availableMinor: 99_000_000n }],
    ['more than M-Pesa moves at once', { requestedMinor: 25_000_100n, availableMinor: 99_000_000n }],
  ])('cannot be asked for: %s', (_, more) => {
    const byMpesa = wanted({ kind: 'MPESA', destination: phone, currency: 'KES', ...more });
    expect(() => decidePayout(byMpesa, minimums)).toThrow('M-Pesa pays');
  });

  it('is never more than what is available, nor what the destination does not take', () => {
    const kinds = fc.constantFrom(
      ['MPESA', phone, 'KES'],
      ['STRIPE', 'acct_12345678', 'KWD'],
      ['BANK_ACCOUNT', iban, 'EUR'],
    );
    const amounts = fc.tuple(fc.bigInt(-1_000n, 60_000_000n), fc.option(fc.bigInt(1n, 60_000_000n)));
    fc.assert(
      fc.property(kinds, amounts, ([kind, destination, currency], [availableMinor, requestedMinor]) => {
        const more = { kind, destination, currency, availableMinor, requestedMinor } as Partial<WantedAmount>;
        const decide = () => decidePayout(wanted(more), minimums);
        const step = kind === 'MPESA' ? 100n : kind === 'STRIPE' ? 10n : 1n;
        const isTaken = (amount: bigint): boolean =>
          amount % step === 0n && (kind !== 'MPESA' || amount <= 25_000_000n);
        if (requestedMinor !== null && !isTaken(requestedMinor)) {
          expect(decide).toThrow(/M-Pesa pays|too fine/);
          return;
        }
        const decided = decide();
        if (!('amountMinor' in decided)) return;
        expect(decided.amountMinor > 0n && decided.amountMinor <= availableMinor).toBe(true);
        expect(isTaken(decided.amountMinor)).toBe(true);
      }),
    );
  });
});

it('fits a destination to its currency alone', () => {
  expect(fitsCurrency('STRIPE', 'acct_12345678', 'JPY')).toBe(true);
  expect(fitsCurrency('MPESA', phone, 'KES')).toBe(true);
});
