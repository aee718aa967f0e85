import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isSlug, productSlug, slugOf } from './slug.ts';

describe('a slug', () => {
  it.each([
    ['Oak lamp', 'oak-lamp'],
    ['  Crème brûlée, 2× ', 'creme-brulee-2'],
    ['Straße & Ærø', 'strasse-aero'],
    ['---', ''],
    ['Дубовая лампа «Ель»', 'dubovaya-lampa-el'],
    ['Δρύινο φως', 'dryino-fos'],
    ['日本のランプ', 'ri-ben-noranpu'],
    ['مصباح', 'msbh'],
    ['Lamp ™ 🪔', 'lamp'],
    ['🪔', ''],
  ])('of %j is %j', (title, slug) => {
    expect(slugOf(title)).toBe(slug);
  });

  it('is a slug or empty for any text', () => {
    const text = fc.array(fc.integer({ min: 0, max: 0x10ffff })).map((points) => String.fromCodePoint(...points));
    fc.assert(fc.property(text, (each) => slugOf(each) === '' || isSlug(slugOf(each))));
  });

  it('of a product ends with part of its id if it is taken or empty', () => {
    const id = 'prd_01a1fd2f-2d56-76b1-ad7a-a28e0422cc32';
    expect(productSlug('Oak lamp', id, () => false)).toBe('oak-lamp');
    expect(productSlug('Oak lamp', id, () => true)).toBe('oak-lamp-0422cc32');
    expect(productSlug('🪔', id, () => false)).toBe('product-0422cc32');
  });
});
