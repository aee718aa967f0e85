import { describe, expect, it } from '@jest/globals';
import { categories } from '../catalogue/categories.ts';
import { taxNotes } from './tax-rates.ts';

describe('the taxes of the seed', () => {
  it('are set once for a country and category', () => {
    const keys = taxNotes.map(({ country, category }) => `${country} ${category}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect(taxNotes).toContainEqual({ country: 'DE', category: null, basisPoints: 1900, inclusive: true });
  });

  it('name categories that the catalogue has', () => {
    const slugs = new Set(categories.map(({ slug }) => slug));
    expect(taxNotes.filter(({ category }) => category !== null && !slugs.has(category))).toEqual([]);
  });
});
