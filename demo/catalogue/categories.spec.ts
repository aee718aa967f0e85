import { describe, expect, it } from '@jest/globals';
import { categories } from './categories.ts';

describe('the categories', () => {
  const bySlug = new Map(categories.map((category) => [category.slug, category]));

  it('have one slug each', () => {
    expect(bySlug.size).toBe(categories.length);
    for (const { slug } of categories) expect(slug).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  it('come after their parents, three levels deep at most', () => {
    const depths = new Map<string, number>();
    for (const { slug, parentSlug } of categories) {
      const depth = parentSlug === null ? 1 : depths.get(parentSlug)! + 1;
      expect(depth).toBeLessThanOrEqual(3);
      depths.set(slug, depth);
    }
    expect(new Set(depths.values())).toEqual(new Set([1, 2, 3]));
  });

  it('are named in three more languages', () => {
    for (const { translations = {}, name } of categories) {
      expect(Object.keys(translations)).toEqual(['de', 'da', 'sw']);
      for (const text of [name, ...Object.values(translations)]) expect(text).not.toBe('');
    }
  });
});
