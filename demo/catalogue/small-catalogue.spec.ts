import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { parseMoney } from '@soko/money';
import type { SeedProduct, SeedVariant } from '../catalogue-types.ts';
import { demoAccount } from '../people/demo-accounts.ts';
import { shopFronts } from '../people/shop-fronts.ts';
import { shops } from '../people/shops.ts';
import { pictureFiles } from '../pictures/write-pictures.ts';
import { categories } from './categories.ts';
import { smallCatalogue } from './small-catalogue.ts';
import { catalogueDate } from './when.ts';

const products = smallCatalogue();
const hashOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');
const twice = (values: readonly string[]): string[] => values.filter((value, index) => values.indexOf(value) !== index);

const shopOf = (sellerId: string) => {
  const shop = shops.find(({ id }) => id === sellerId);
  if (!shop) throw new Error(`Nobody is ${sellerId}.`);
  return shop;
};

describe('the demo catalogue', () => {
  it('is the same whenever it is made, and another one for another seed', () => {
    expect(hashOf(smallCatalogue())).toBe(hashOf(products));
    expect(hashOf(smallCatalogue('other'))).not.toBe(hashOf(products));
  });

  it('is big enough to look like a market', () => {
    expect(products.length).toBeGreaterThanOrEqual(320);
    expect(new Set(products.map(({ categorySlug }) => categorySlug)).size).toBeGreaterThanOrEqual(24);
    expect(new Set(products.map(({ sellerId }) => sellerId)).size).toBeGreaterThanOrEqual(16);
    expect(new Set(products.map(({ sellerId }) => shopOf(sellerId).country)).size).toBeGreaterThanOrEqual(6);
  });

  it('has every kind, condition, currency and status that people will look for', () => {
    expect(new Set(products.map(({ type }) => type))).toEqual(new Set(['PHYSICAL', 'DIGITAL', 'NFT']));
    expect(new Set(products.map(({ condition }) => condition))).toEqual(new Set(['NEW', 'LIKE_NEW', 'GOOD', 'FAIR']));
    expect(new Set(products.map(({ variants }) => variants[0]?.price.currency))).toEqual(
      new Set(['KES', 'EUR', 'USD']),
    );
    const storeIds = new Set(products.flatMap(({ storeId }) => storeId ?? []));
    expect(storeIds).toEqual(new Set([...shopFronts.values()].map(({ id }) => id)));
  });

  it.each(['seller', 'seller2'])('gives %s@example.com a shop full, some of it unfinished', (name) => {
    const own = products.filter(({ sellerId }) => shopOf(sellerId).userId === demoAccount(name).id);
    expect(own.length).toBeGreaterThanOrEqual(30);
    expect(own.filter(({ status }) => status === 'DRAFT')).toHaveLength(2);
    expect(own.filter(({ status }) => status === 'PAUSED')).toHaveLength(2);
  });

  it('tells things apart: no slug, title, description or picture of two things is the same', () => {
    expect(twice(products.map(({ slug }) => slug))).toEqual([]);
    expect(twice(products.map(({ title }) => title.toLowerCase()))).toEqual([]);
    expect(twice(products.map(({ description }) => description))).toEqual([]);
    expect(twice(products.flatMap(({ media }) => media.map(({ file }) => file)))).toEqual([]);
    expect(
      twice(products.flatMap(({ sellerId, variants }) => variants.map(({ sku }) => `${sellerId} ${sku}`))),
    ).toEqual([]);
  });

  it('is filed in leaves of the tree, and no leaf is empty', () => {
    const parents = new Set(categories.map(({ parentSlug }) => parentSlug));
    const leaves = categories.filter(({ slug }) => !parents.has(slug)).map(({ slug }) => slug);
    expect(new Set(products.map(({ categorySlug }) => categorySlug))).toEqual(new Set(leaves));
  });

  it('shows pictures that are drawn', () => {
    const drawn = new Set(pictureFiles().map(({ file }) => file));
    const shown = products.flatMap(({ media }) => media.map(({ file }) => file));
    expect(shown.filter((file) => !drawn.has(file))).toEqual([]);
    expect(products.filter(({ media }) => media.length === 0)).toEqual([]);
  });

  it('was listed in the last eighteen months, each thing after its shop opened', () => {
    for (const { createdAt, sellerId } of products) {
      expect(createdAt.getTime()).toBeGreaterThan(shopOf(sellerId).joinedAt.getTime());
      expect(createdAt.getTime()).toBeLessThan(catalogueDate.getTime());
      expect(catalogueDate.getTime() - createdAt.getTime()).toBeLessThan(551 * 86_400_000);
    }
  });
});

const isMoney = (amount: string, currency: string): boolean => parseMoney(amount, currency).amountMinor > 0n;

/** What keeps a variant from being sold. */
function complaintsAboutVariant({ type }: SeedProduct, variant: SeedVariant): string[] {
  const { sku, price, compareAt, furtherPrices = [], package: box } = variant;
  const sizes = Object.values(box ?? {});
  return [
    ...(sku.length <= 64 ? [] : ['a long SKU']),
    ...(isMoney(price.amount, price.currency) ? [] : ['no price']),
    ...(!compareAt || Number(compareAt.amount) > Number(price.amount) ? [] : ['compared with a lower price']),
    ...(!compareAt || compareAt.currency === price.currency ? [] : ['compared in another currency']),
    ...(furtherPrices.every(({ amount, currency }) => currency !== price.currency && isMoney(amount, currency))
      ? []
      : ['a wrong further price']),
    ...((box === undefined) === (type !== 'PHYSICAL') ? [] : ['a package where there is none, or none where there is']),
    ...(sizes.every((size) => Number.isInteger(size) && size > 0) ? [] : ['a strange package']),
  ];
}

function complaintsAbout(product: SeedProduct): string[] {
  const { title, description, tags, variants, slug } = product;
  const sentences = description.match(/[.!?”](?=\s|$)/g) ?? [];
  const currencies = new Set(variants.map(({ price }) => price.currency));
  return [
    ...(/^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug) ? [] : ['a strange slug']),
    ...(/^[\p{Lu}\d].{2,127}$/u.test(title) ? [] : ['a strange title']),
    ...(sentences.length >= 2 && sentences.length <= 5 ? [] : [`${sentences.length} sentences`]),
    ...(tags.length <= 20 && tags.every((tag) => tag === tag.toLowerCase() && tag.length <= 32)
      ? []
      : ['strange tags']),
    ...(variants.length >= 1 && variants.length <= 100 && currencies.size === 1 ? [] : ['strange variants']),
    ...variants.flatMap((variant) => complaintsAboutVariant(product, variant)),
  ].map((complaint) => `${title}: ${complaint}`);
}

describe('every product of the demo catalogue', () => {
  it('can be sold', () => {
    expect(products.flatMap(complaintsAbout)).toEqual([]);
  });
});
