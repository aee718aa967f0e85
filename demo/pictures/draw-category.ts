import { categoryTree, type CategoryNote } from '../categories.ts';
import { shelves } from '../goods/index.ts';
import type { Good, Shelf } from '../goods/shelf.ts';
import { createBrush } from './brush.ts';
import { mix } from './color.ts';
import { document } from './document.ts';
import { motifs } from './motifs/index.ts';
import type { Motif } from './motifs/motif.ts';
import { at, circle, rect } from './svg.ts';

const find = (notes: readonly CategoryNote[], slug: string): CategoryNote | undefined => {
  for (const note of notes) {
    const found = note.slug === slug ? note : find(note.below ?? [], slug);
    if (found) return found;
  }
  return undefined;
};

const leavesOf = (note: CategoryNote): string[] => note.below?.flatMap(leavesOf) ?? [note.slug];

/** One of a shelf's goods on a round plate. Each tile has paints of its own, so it is a document inside the document. */
function tile(shelf: Shelf, good: Good, x: number, y: number, size: number): string {
  const brush = createBrush(`category:${shelf.category}`, good.tint);
  const { forms }: Motif = motifs[shelf.motif];
  const draw = forms[good.shape];
  if (!draw) throw new Error(`The motif "${shelf.motif}" has no form "${good.shape}".`);
  const ground = rect(0, 0, 800, 800, mix(brush.wall, brush.main.base, 0.14));
  const plate = circle(400, 410, 320, mix(brush.wall, '#ffffff', 0.5));
  const picture = document(brush, ground + plate + at(400, 410, at(-400, -410, draw(brush)), 0, 0.86));
  // References such as url(#main) are looked up in the whole document, so every tile names its paints differently.
  const unique = picture.replaceAll(/(id="|url\(#)/g, `$1${shelf.category}-`);
  return unique.replace('width="800" height="800"', `x="${x}" y="${y}" width="${size}" height="${size}"`);
}

const shelfOf = (slug: string): Shelf => {
  const shelf = shelves.find(({ category }) => category === slug);
  if (!shelf) throw new Error(`There is no shelf for the category "${slug}".`);
  return shelf;
};

/** A category's picture: one of its goods, or one of each of four categories below it. Throws for an unknown slug. */
export function drawCategory(slug: string): string {
  const note = find(categoryTree, slug);
  if (!note) throw new Error(`There is no category "${slug}".`);
  const leaves = leavesOf(note).map(shelfOf);
  const [only] = leaves;
  if (leaves.length === 1 && only?.goods[1]) return tile(only, only.goods[1], 0, 0, 800).replace(' x="0" y="0"', '');
  const spread = leaves.length > 4 ? [0, 1, 2, 3].map((i) => leaves[Math.floor((i * leaves.length) / 4)]!) : leaves;
  const four = [0, 1, 2, 3].map((i) => spread[i % spread.length]!);
  const tiles = four.map((shelf, i) => {
    const good = shelf.goods[i < spread.length ? 0 : 2]!;
    const picture = tile(shelf, good, (i % 2) * 400, Math.floor(i / 2) * 400, 400);
    return i < spread.length ? picture : picture.replaceAll(`${shelf.category}-`, `${shelf.category}-again-`);
  });
  const open = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 800" width="800" height="800">';
  return `${open}${tiles.join('')}</svg>\n`;
}
