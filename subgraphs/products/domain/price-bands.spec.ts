import { describe, expect, it } from '@jest/globals';
import { currencyDigits, parseMoney } from '@soko/money';
import fc from 'fast-check';
import { bandOf, priceBand } from './price-bands.ts';
import { priceRankOf, rankOfDecimal } from './price-rank.ts';

describe('a price range', () => {
  it('has a value to filter by, both ends included', () => {
    expect(priceBand('EUR', bandOf(1999n, 'EUR'))).toEqual({ value: 'EUR:10.00:19.99', label: '10.00 – 19.99 EUR' });
    expect(priceBand('EUR', bandOf(2000n, 'EUR'))).toEqual({ value: 'EUR:20.00:49.99', label: '20.00 – 49.99 EUR' });
    expect(priceBand('JPY', bandOf(1200n, 'JPY'))).toEqual({ value: 'JPY:1000:1999', label: '1000 – 1999 JPY' });
    expect(priceBand('EUR', bandOf(1n, 'EUR')).value).toBe('EUR:0.00:0.99');
    expect(priceBand('EUR', bandOf(10n ** 12n, 'EUR'))).toEqual({
      value: 'EUR:5000000.00:',
      label: 'from 5000000.00 EUR',
    });
  });

  it('contains every price that is counted in it', () => {
    const price = fc.tuple(fc.bigInt({ min: 1n, max: 10n ** 12n }), fc.constantFrom(...Object.keys(currencyDigits)));
    fc.assert(
      fc.property(price, ([amountMinor, currency]) => {
        const [, min = '', max = ''] = priceBand(currency, bandOf(amountMinor, currency)).value.split(':');
        const above = amountMinor >= parseMoney(min, currency).amountMinor;
        return above && (max === '' || amountMinor <= parseMoney(max, currency).amountMinor);
      }),
    );
  });
});

describe('a price rank', () => {
  it('compares amounts of different digits as numbers', () => {
    expect(priceRankOf(1250n, 'EUR')).toBe(12_500n);
    expect(priceRankOf(12_500n, 'KWD')).toBe(12_500n);
    expect(priceRankOf(12n, 'JPY')).toBe(12_000n);
    expect(['12.5', '12.50', '12', '0.999', '12.3456'].map(rankOfDecimal)).toEqual([
      12_500n,
      12_500n,
      12_000n,
      999n,
      12_345n,
    ]);
  });
});
