import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { categories } from '../catalogue/categories.ts';
import { demoGoods, demoGoodsText } from '../catalogue/demo-goods.ts';
import { picturesOf } from '../catalogue/pictures-of.ts';
import { shelves } from '../goods/index.ts';
import { shopFronts } from '../people/shop-fronts.ts';
import { shops } from '../people/shops.ts';
import { drawCategory } from './draw-category.ts';
import { drawLogo } from './draw-logo.ts';
import { drawProduct } from './draw-product.ts';

interface PictureFile {
  /** Path below the media folder. */
  file: string;
  draw(): string;
}

/** Every picture of the demo catalogue. The large one shows the same ones. */
export function pictureFiles(): PictureFile[] {
  const products = shelves.flatMap((shelf) => shelf.goods.flatMap((good) => picturesOf(good, shelf)));
  return [
    ...products.map((picture) => ({ file: picture.file, draw: () => drawProduct(picture) })),
    ...categories.map(({ slug }) => ({ file: `seed/categories/${slug}.svg`, draw: () => drawCategory(slug) })),
    ...shops.map(({ handle, displayName, store }) => ({
      file: `seed/logos/${handle}.svg`,
      draw: () => drawLogo(displayName, store === undefined ? undefined : shopFronts.get(store)?.color),
    })),
  ];
}

/** Draws every picture into the media folder, and writes the file of the digital goods beside them, where the media route of products serves it. Answers how many there are. */
export async function writePictures(mediaFolder: string): Promise<number> {
  const pictures = pictureFiles();
  const folders = new Set(pictures.map(({ file }) => dirname(file)));
  await Promise.all([...folders].map((folder) => mkdir(join(mediaFolder, folder), { recursive: true })));
  await Promise.all(pictures.map(({ file, draw }) => writeFile(join(mediaFolder, file), draw())));
  await mkdir(join(mediaFolder, dirname(demoGoods.file)), { recursive: true });
  await writeFile(join(mediaFolder, demoGoods.file), demoGoodsText);
  return pictures.length;
}
