import { describe, expect, it } from '@jest/globals';
import { type Category, pathAfterMove, nameIn, pathBelow, placeAmong, readTranslations } from './category.ts';

const category = (...path: string[]): Category => ({
  id: path.at(-1)!,
  parentId: path.at(-2) ?? null,
  path,
  position: 0,
  slug: 's',
  name: 'Lamps',
  description: null,
  imageKey: null,
  translations: { de: 'Lampen' },
  version: 1,
});

describe('a category', () => {
  it('is at most on the fourth level', () => {
    expect(pathBelow(null, 'x')).toEqual(['x']);
    expect(pathBelow(category('a', 'b', 'c'), 'x')).toEqual(['a', 'b', 'c', 'x']);
    expect(pathBelow(category('a', 'b', 'c', 'd'), 'x')).toMatchObject({ code: 'CATEGORY_TOO_DEEP', limit: 4 });
  });

  it('is moved neither below itself nor so deep that its descendants exceed the limit', () => {
    expect(pathAfterMove(category('a', 'b'), category('a', 'b', 'c'), 2)).toMatchObject({ code: 'CATEGORY_CYCLE' });
    expect(pathAfterMove(category('a', 'b'), category('a', 'b'), 1)).toMatchObject({ code: 'CATEGORY_CYCLE' });
    expect(pathAfterMove(category('b'), category('x', 'y'), 2)).toEqual(['x', 'y', 'b']);
    expect(pathAfterMove(category('b'), category('x', 'y'), 3)).toMatchObject({ code: 'CATEGORY_TOO_DEEP' });
    expect(pathAfterMove(category('a', 'b'), null, 4)).toEqual(['b']);
  });

  it('takes its place among its siblings', () => {
    expect(placeAmong(['a', 'b', 'c'], 'x', 1)).toEqual(['a', 'x', 'b', 'c']);
    expect(placeAmong(['a', 'b', 'c'], 'c', 0)).toEqual(['c', 'a', 'b']);
    expect(placeAmong(['a', 'b'], 'x', null)).toEqual(['a', 'b', 'x']);
    expect(placeAmong(['a', 'b'], 'x', 99)).toEqual(['a', 'b', 'x']);
  });

  it('has a name in the language, else its own name', () => {
    expect([null, 'de', 'de-AT', 'fr', '__proto__'].map((locale) => nameIn(category('a'), locale))).toEqual([
      'Lamps',
      'Lampen',
      'Lampen',
      'Lamps',
      'Lamps',
    ]);
  });

  it('has one name in each language', () => {
    expect(readTranslations([{ locale: 'pt-BR', name: ' Casa ' }])).toEqual({ 'pt-BR': 'Casa' });
    expect(() =>
      readTranslations([
        { locale: 'de', name: 'Eins' },
        { locale: 'de', name: 'Zwei' },
      ]),
    ).toThrow('occurs twice');
    expect(() => readTranslations([{ locale: '__proto__', name: 'Odd' }])).toThrow('language tag');
  });
});
