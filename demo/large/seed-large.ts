import { seedProducts } from '@soko/subgraph-products/seed';
import { seedUsers } from '@soko/subgraph-users/seed';
import { categories } from '../catalogue/categories.ts';
import { demoAccounts, demoPassword } from '../people/demo-accounts.ts';
import { shopFronts } from '../people/shop-fronts.ts';
import { shopkeepers, shops } from '../people/shops.ts';
import { writePictures } from '../pictures/write-pictures.ts';
import { on, type SeedTarget } from '../seed-target.ts';
import { quantityOf, seedShelves } from '../stock/seed-shelves.ts';
import { largeCatalogue } from './large-catalogue.ts';
import { largeShops } from './large-shops.ts';

export interface LargeSeed {
  /** How many products there are to be, the demo's own included. */
  products: number;
  /** Called after every batch with how far it is. Products that were there already count as done. */
  onProgress?: (done: number) => void;
}

export interface LargeSeedResult {
  /** Products that were not there before. */
  added: number;
  shops: number;
  pictures: number;
}

/** Tells `onEach` what passes. */
function* counted<T>(things: Iterable<T>, onEach: (count: number) => void): Generator<T> {
  let count = 0;
  for (const thing of things) {
    onEach(++count);
    yield thing;
  }
}

/**
 * Fills an installation up to so many products, with a shop for every hundred of them and the demo's people and
 * pictures. What is there already stays, so a seed that was interrupted goes on where it stopped.
 */
export async function seedLarge(target: SeedTarget, { products, onProgress }: LargeSeed): Promise<LargeSeedResult> {
  const more = largeShops(products);
  const sellers = [...shops, ...more.map(({ shop }) => shop)];
  const people = [...demoAccounts, ...shopkeepers, ...more.map(({ keeper }) => keeper)];
  const options = { password: demoPassword, sealKey: target.sealKey };
  await on(target, 'users', (pool) => seedUsers(pool, { people, sellers, stores: [...shopFronts.values()] }, options));
  const pictures = await writePictures(target.mediaFolder);
  let done = 0;
  const added = await on(target, 'products', (pool) => {
    const catalogue = counted(largeCatalogue(products, sellers), (count) => {
      done = count;
    });
    return seedProducts(
      pool,
      { categories, sellers, products: catalogue, stockOf: quantityOf },
      { onProgress: () => onProgress?.(done) },
    );
  });
  await seedShelves(target, { tell: false });
  return { added, shops: sellers.length, pictures };
}
