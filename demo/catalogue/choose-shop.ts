import type { Good } from '../goods/shelf.ts';
import type { Shop } from '../people/person.ts';
import { shops } from '../people/shops.ts';

/** The shops that would take a good of a category: second-hand things go to those who resell there. */
export const shopsFor = (category: string, good: Good): readonly Shop[] =>
  shops.filter(({ sells, resells }) => (good.used ? resells : sells).includes(category));
