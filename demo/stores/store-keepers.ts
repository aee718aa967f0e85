import type { Person, ShopFront } from '../people/person.ts';
import { demoAccounts } from '../people/demo-accounts.ts';
import { shopFronts } from '../people/shop-fronts.ts';
import { shopkeepers } from '../people/shops.ts';

/** The store of a key such as `pixel-orchard`. */
export function shopFrontOf(key: string): ShopFront {
  const found = shopFronts.get(key);
  if (found === undefined) throw new Error(`There is no demo store "${key}".`);
  return found;
}

/** The first administrator of a store. */
export function keeperOf(key: string): Person {
  const { members } = shopFrontOf(key);
  const found = [...demoAccounts, ...shopkeepers].find(({ id }) => id === members[0]?.userId);
  if (found === undefined) throw new Error(`Nobody keeps the demo store "${key}".`);
  return found;
}
