import type { SeedMedia } from '../catalogue-types.ts';
import type { Good, Shelf } from '../goods/shelf.ts';
import type { Picture } from '../pictures/draw-product.ts';
import type { Tint } from '../pictures/tints.ts';
import { slugOf } from './slug.ts';

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** At most so many of a product's colours are pictured. */
const mostColours = 3;

const tintsOf = (good: Good): readonly Tint[] => {
  const tinted = good.forms?.flatMap(({ values }) => values.flatMap(({ tint }) => tint ?? [])) ?? [];
  return tinted.length > 0 ? tinted.slice(0, mostColours) : [good.tint];
};

/** How a good is drawn: from the front in each of its colours, or once more from nearby when it has only one. */
export function picturesOf(good: Good, shelf: Shelf): (Picture & { file: string })[] {
  const key = slugOf(good.name);
  const { motif } = shelf;
  const fronts = tintsOf(good).map((tint) => ({ key, motif, shape: good.shape, tint, view: 'front' as const }));
  const [only, ...more] = fronts;
  const isFlat = shelf.type !== 'PHYSICAL';
  const pictures: Picture[] = only && more.length === 0 && !isFlat ? [only, { ...only, view: 'close' }] : fronts;
  return pictures.map((picture) => ({
    ...picture,
    file: `seed/products/${key}-${picture.view === 'close' ? 'close' : picture.tint}.svg`,
  }));
}

/** The same pictures as a product names them. */
export const mediaOf = (good: Good, shelf: Shelf): SeedMedia[] =>
  picturesOf(good, shelf).map(({ file, tint, view }) => ({
    file,
    mimeType: 'image/svg+xml',
    width: 800,
    height: 800,
    alt: `${capital(good.name)}, ${view === 'close' ? 'seen from nearby' : tint}`,
  }));
