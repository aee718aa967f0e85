import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { SeedProduct } from '../catalogue-types.ts';
import { categories } from '../catalogue/categories.ts';
import { smallCatalogue } from '../catalogue/small-catalogue.ts';
import { shops } from '../people/shops.ts';
import { largeCatalogue } from './large-catalogue.ts';
import { largeShops, mostLargeShops } from './large-shops.ts';

const count = 60_000;
const kept = largeShops(count);
const sellers = [...shops, ...kept.map(({ shop }) => shop)];

const hashOf = (products: Iterable<SeedProduct>): string => {
  const hash = createHash('sha256');
  for (const product of products) hash.update(JSON.stringify(product));
  return hash.digest('hex');
};

describe('a large catalogue', () => {
  it('is the same whenever it is made', () => {
    expect(hashOf(largeCatalogue(3_000, sellers))).toBe(hashOf(largeCatalogue(3_000, sellers)));
  });

  it('begins with the demo catalogue', () => {
    const [small, begin] = [smallCatalogue(), [...largeCatalogue(400, sellers)]];
    expect(begin.slice(0, small.length)).toEqual(small);
    expect(begin).toHaveLength(400);
    expect([...largeCatalogue(10, sellers)]).toEqual(small.slice(0, 10));
  });

  it('names everything differently, sells it by someone who is there and files it where something is', () => {
    const [slugs, titles, skus] = [new Set<string>(), new Set<string>(), new Set<string>()];
    const [ids, leaves] = [new Set(sellers.map(({ id }) => id)), new Set(categories.map(({ slug }) => slug))];
    let variants = 0;
    for (const product of largeCatalogue(count, sellers)) {
      slugs.add(product.slug);
      titles.add(product.title.toLowerCase());
      for (const { sku } of product.variants) skus.add(`${product.sellerId} ${sku}`);
      variants += product.variants.length;
      if (product.title.length > 128 || !ids.has(product.sellerId) || !leaves.has(product.categorySlug)) {
        throw new Error(`${product.title} cannot be sold.`);
      }
    }
    expect([slugs.size, titles.size, skus.size]).toEqual([count, count, variants]);
  });

  it('is made one by one: asking for the first does not make the rest', () => {
    const products = largeCatalogue(Number.MAX_SAFE_INTEGER, sellers);
    expect(products.next().value).toEqual(smallCatalogue()[0]);
  });
});

describe('the shops of a large catalogue', () => {
  it('are one for every hundred products, the demo’s own among them, while there are names', () => {
    expect(sellers).toHaveLength(600);
    expect(largeShops(2_000)).toEqual([]);
    expect(largeShops(10_000_000)).toHaveLength(mostLargeShops);
  });

  it('have names, handles, ids and SKU prefixes of their own', () => {
    const all = [...shops, ...largeShops(10_000_000).map(({ shop }) => shop)];
    for (const key of ['displayName', 'handle', 'id', 'userId', 'skuPrefix'] as const) {
      expect(new Set(all.map((shop) => shop[key])).size).toBe(all.length);
    }
  });
});
