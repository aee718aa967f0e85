import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BadMoney, currencyDigits, formatMinor, parseMoney } from './index.ts';

describe('money', () => {
  it('survives the way out and back, in every currency', () => {
    const anyMoney = fc.tuple(
      fc.bigInt(-(10n ** 15n) + 1n, 10n ** 15n - 1n),
      fc.constantFrom(...Object.keys(currencyDigits)),
    );
    fc.assert(
      fc.property(anyMoney, ([amountMinor, currency]) => {
        expect(parseMoney(formatMinor(amountMinor, currency), currency)).toEqual({ amountMinor, currency });
      }),
    );
  });

  it.each([
    [1250n, 'EUR', '12.50'],
    [5n, 'EUR', '0.05'],
    [-5n, 'EUR', '-0.05'],
    [1200n, 'JPY', '1200'],
    [1n, 'KWD', '0.001'],
  ])('writes %s of %s as %s', (minor, currency, text) => {
    expect(formatMinor(minor, currency)).toBe(text);
  });

  it.each([
    ['12.5', 'EUR'],
    ['12.505', 'EUR'],
    ['12', 'EUR'],
    ['12.00', 'JPY'],
    ['1e3', 'JPY'],
    ['', 'EUR'],
    ['12.50', 'XXX'],
    ['12.50', 'constructor'],
    ['12.50', '__proto__'],
  ])('refuses "%s" %s rather than round', (amount, currency) => {
    expect(() => parseMoney(amount, currency)).toThrow(BadMoney);
  });
});
