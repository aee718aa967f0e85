import { describe, expect, it } from '@jest/globals';
import { slugOf } from './slug.ts';

describe('the slug of a title', () => {
  it.each([
    ['Cook’s knife, 20 cm', 'cooks-knife-20-cm'],
    ['Læsø jug (Rømø edition), No. 2', 'laeso-jug-romo-edition-no-2'],
    ['Strikkeriet Klitmøller', 'strikkeriet-klitmoller'],
    ['Crème brûlée dish “large”', 'creme-brulee-dish-large'],
    ['Straße & Fluß', 'strasse-fluss'],
  ])('of "%s" is "%s"', (title, slug) => {
    expect(slugOf(title)).toBe(slug);
  });
});
