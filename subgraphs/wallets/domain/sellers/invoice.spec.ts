import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nextPeriod, numberOf, type ReturnSum, toLine, toReturnLine, totalsOfLines, vatIn } from './invoice.ts';

const at = (text: string): Date => new Date(`2026-${text}:00Z`);

describe('the period of an invoice', () => {
  it.each([
    ['is the month of the oldest charge', '03-14T10:00', null, '05-01T00:00', ['03-01T00:00', '04-01T00:00']],
    ['begins where the last one ended', '03-14T10:00', '03-10T09:00', '05-01T00:00', ['03-10T09:00', '04-01T00:00']],
    [
      'follows the last one for a late charge',
      '02-20T10:00',
      '03-01T00:00',
      '05-01T00:00',
      ['03-01T00:00', '04-01T00:00'],
    ],
    ['may end early', '05-03T10:00', null, '05-20T08:00', ['05-01T00:00', '05-20T08:00']],
  ])('%s', (_what, oldest, last, until, [from, end]) => {
    const period = nextPeriod(at(oldest), last === null ? null : at(last), at(until));
    expect(period).toEqual({ from: at(from!), until: at(end!) });
  });

  it.each([
    ['its month goes on', '05-03T10:00', null, '05-01T00:00'],
    ['a late charge waits for the next month', '04-03T10:00', '05-01T00:00', '05-01T00:00'],
    ['it was ended at the same moment', '05-03T10:00', '05-20T08:00', '05-20T08:00'],
    ['the charge came after the early end', '05-21T10:00', null, '05-20T08:00'],
  ])('has not ended while %s', (_what, oldest, last, until) => {
    expect(nextPeriod(at(oldest), last === null ? null : at(last), at(until))).toBeNull();
  });
});

describe('an invoice', () => {
  it('has a number with its series, year and position', () => {
    expect(numberOf('INVOICE', 2026, 1)).toBe('INV-2026-000001');
    expect(numberOf('CREDIT_NOTE', 2027, 1_234_567)).toBe('CN-2027-1234567');
  });

  it.each([
    [11_900n, 1_900, 1_900n],
    [150n, 1_600, 21n],
    [1n, 1_900, 0n],
    [3n, 10_000, 2n],
    // Half a cent is rounded up, so that nothing is left of a cent at 100 %.
    [1n, 10_000, 1n],
    [150n, 0, 0n],
  ])('of %s at %s basis points includes %s of tax', (total, rate, vat) => {
    expect(vatIn(total, rate)).toBe(vat);
  });

  it('is returned in any number of parts with its tax, and no cent more', () => {
    const about = { kind: 'FEE', count: 1, vatBasisPoints: 1_900, correctsId: 'inv_1' } as const;
    fc.assert(
      fc.property(fc.array(fc.bigInt(1n, 1_000n), { minLength: 1 }), (parts) => {
        let earlier: ReturnSum['earlier'] = { totalMinor: 0n, vatMinor: 0n };
        for (const totalMinor of parts) {
          const { vatMinor } = toReturnLine({ ...about, totalMinor, earlier });
          expect(vatMinor >= 0n && vatMinor <= totalMinor).toBe(true);
          earlier = { totalMinor: earlier.totalMinor + totalMinor, vatMinor: earlier.vatMinor + vatMinor };
          expect(earlier.vatMinor).toBe(vatIn(earlier.totalMinor, 1_900));
        }
      }),
    );
  });

  it('takes nothing back when earlier notes returned a cent too much', () => {
    const about = { kind: 'FEE', count: 1, vatBasisPoints: 1_900, correctsId: 'inv_1' } as const;
    const earlier = { totalMinor: 8n, vatMinor: 2n };
    expect(toReturnLine({ ...about, totalMinor: 1n, earlier })).toEqual({ ...about, totalMinor: 1n, vatMinor: 0n });
  });

  it('has totals that are the sums of its lines, net and tax together the amount charged', () => {
    const anyLine = fc.record({
      kind: fc.constantFrom('FEE' as const, 'ADVERT' as const),
      count: fc.nat(),
      totalMinor: fc.bigInt(1n, 10n ** 15n),
      vatBasisPoints: fc.integer({ min: 0, max: 10_000 }),
      correctsId: fc.constant(null),
    });
    fc.assert(
      fc.property(fc.array(anyLine, { minLength: 1 }), (sums) => {
        const { netMinor, vatMinor, totalMinor } = totalsOfLines(sums.map(toLine));
        expect(netMinor + vatMinor).toBe(totalMinor);
        expect(totalMinor).toBe(sums.reduce((sum, each) => sum + each.totalMinor, 0n));
        expect(vatMinor >= 0n).toBe(true);
        const isOnlyTax = sums.every(
          ({ totalMinor: each, vatBasisPoints }) => each === 1n && vatBasisPoints === 10_000,
        );
        expect(netMinor > 0n).toBe(!isOnlyTax);
      }),
    );
  });
});
