import { describe, expect, it } from '@jest/globals';
import type { VariantFacts } from '../line.ts';
import { boundsOfCounter, boundsOfOffer, forbidsPrice, isBelowMinimum } from './offer-price.ts';
import { type AcceptedOffer, atOfferedPrices, offerFor } from './offered-price.ts';

const facts = { variantId: 'var_1', priceMinor: 1_000n, currency: 'EUR' } as VariantFacts;
const offer = (id: string, unitPriceMinor: bigint, more: Partial<AcceptedOffer> = {}): AcceptedOffer => {
  return { id, variantId: 'var_1', quantity: 2, currency: 'EUR', unitPriceMinor, ...more };
};

describe('the offered price of a line', () => {
  it('is the cheapest that fits its variant, currency and quantity, if it is below the listing', () => {
    const offers = [
      offer('ofr_3', 900n),
      offer('ofr_2', 800n),
      offer('ofr_1', 800n),
      offer('ofr_4', 700n, { quantity: 1 }),
      offer('ofr_5', 600n, { currency: 'USD' }),
      offer('ofr_6', 500n, { variantId: 'var_2' }),
    ];
    expect(offerFor({ facts, quantity: 2 }, offers)?.id).toBe('ofr_1');
    expect(offerFor({ facts, quantity: 1 }, offers)?.id).toBe('ofr_4');
    expect(offerFor({ facts, quantity: 3 }, offers)).toBeNull();
    expect(offerFor({ facts: { ...facts, priceMinor: 700n }, quantity: 1 }, offers)).toBeNull();
  });

  it('replaces the price of the listing, and leaves other lines as they are', () => {
    const other = { facts: { ...facts, variantId: 'var_9' }, quantity: 1 };
    const [line, same] = atOfferedPrices([{ facts, quantity: 2 }, other], [offer('ofr_1', 800n)]);
    expect(line).toMatchObject({ offerId: 'ofr_1', quantity: 2, facts: { priceMinor: 800n } });
    expect(same).toBe(other);
  });
});

describe('the bounds of a price', () => {
  const list = { listPriceMinor: 1_000n, step: 1n };

  it('are below the listing for a buyer, and between the two for each answer', () => {
    expect(boundsOfOffer(1_000n, 10n)).toEqual({ minimumMinor: 10n, maximumMinor: 990n });
    expect(boundsOfCounter({ unitPriceMinor: 700n }, 'SELLER', list)).toEqual({
      minimumMinor: 701n,
      maximumMinor: 1_000n,
    });
    expect(boundsOfCounter({ unitPriceMinor: 900n }, 'BUYER', list).maximumMinor).toBe(899n);
    expect(boundsOfCounter({ unitPriceMinor: 1_200n }, 'BUYER', list).maximumMinor).toBe(999n);
  });

  it('refuse a price outside of them, and say so', () => {
    const bounds = { minimumMinor: 1n, maximumMinor: 999n };
    expect(forbidsPrice(999n, bounds, 'EUR')).toBeNull();
    expect(forbidsPrice(1_000n, bounds, 'EUR')).toMatchObject({
      code: 'OFFER_PRICE_NOT_ALLOWED',
      message: 'The price must be from 0.01 to 9.99 EUR.',
      highest: { amount: '9.99', currency: 'EUR' },
    });
    expect(forbidsPrice(5n, { minimumMinor: 6n, maximumMinor: 5n }, 'EUR')?.message).toMatch(/no price left/);
  });

  it('know the minimum of the listing as a part of its price', () => {
    expect(isBelowMinimum(799n, 1_000n, 8_000)).toBe(true);
    expect(isBelowMinimum(800n, 1_000n, 8_000)).toBe(false);
    expect(isBelowMinimum(1n, 1_000n, null)).toBe(false);
  });
});
