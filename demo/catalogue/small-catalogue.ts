import type { SeedProduct } from '../catalogue-types.ts';
import { shelves } from '../goods/index.ts';
import type { Good } from '../goods/shelf.ts';
import { demoAccount } from '../people/demo-accounts.ts';
import type { Shop } from '../people/person.ts';
import { createRandom } from '../random.ts';
import { shopsFor } from './choose-shop.ts';
import { composeProduct } from './compose-product.ts';
import { mediaOf } from './pictures-of.ts';
import { listedAt } from './when.ts';

const demoSellers = new Set([demoAccount('seller').id, demoAccount('seller2').id]);

/** Of each demo seller's things, so many are still drafts and so many are off the shelf, for their owner to try things on. */
const unfinished: Readonly<Record<number, 'DRAFT' | 'PAUSED'>> = { 4: 'DRAFT', 9: 'PAUSED', 15: 'DRAFT', 22: 'PAUSED' };

export const titleOf = (good: Good): string => good.name.charAt(0).toUpperCase() + good.name.slice(1);

/** The shop, among those that would take it, that has the fewest products so far; the demo sellers take a little more than others. */
function leastStocked(candidates: readonly Shop[], counts: ReadonlyMap<string, number>): Shop | undefined {
  const load = (shop: Shop): number => (counts.get(shop.id) ?? 0) / (demoSellers.has(shop.userId) ? 4 : 1);
  return candidates.toSorted((a, b) => load(a) - load(b))[0];
}

/** The demo catalogue: every good of every shelf, offered once. The same on every machine. */
export function smallCatalogue(seed = 'soko'): SeedProduct[] {
  const counts = new Map<string, number>();
  const offers = shelves.flatMap((shelf) => shelf.goods.map((good) => ({ shelf, good })));
  return offers.map(({ shelf, good }, index) => {
    const shop = leastStocked(shopsFor(shelf.category, good), counts);
    if (!shop) throw new Error(`No shop sells "${good.name}" in ${shelf.category}${good.used ? ' second-hand' : ''}.`);
    const count = (counts.get(shop.id) ?? 0) + 1;
    counts.set(shop.id, count);
    const random = createRandom(`${seed}:${good.name}`);
    const status = demoSellers.has(shop.userId) ? unfinished[count] : undefined;
    return composeProduct({
      good,
      shelf,
      shop,
      title: titleOf(good),
      number: index + 1,
      media: mediaOf(good, shelf),
      createdAt: listedAt(random),
      random,
      ...(status === undefined ? {} : { status }),
    });
  });
}
