import DataLoader from 'dataloader';
import type pg from 'pg';
import type { Category } from './domain/category.ts';
import type { HistoryEntry } from './domain/history.ts';
import type { ProductDetails, Variant } from './domain/product.ts';
import type { ProductsServices } from './context.ts';
import type { PlacedRow, ProductQuery } from './store/product-query.ts';
import { type OwnerKind, walkProductsOf } from './store/walk-products.ts';
import { findCategories, findChildren } from './store/find-categories.ts';
import { findHistory } from './store/find-history.ts';
import { findDetails, findProducts, findVariants, findVariantsOf, type FoundProduct } from './store/find-products.ts';

/** One page of what one owner has on sale. */
export interface OwnedPageKey {
  kind: OwnerKind;
  ownerId: string;
  page: Pick<ProductQuery, 'sort' | 'limit' | 'position' | 'backwards'>;
}

export interface Loaders {
  productsOf: DataLoader<OwnedPageKey, readonly PlacedRow[], string>;
  /** Whether the viewer may see it is for the caller to decide: see `visibleProduct`. */
  product: DataLoader<string, FoundProduct | null>;
  details: DataLoader<string, ProductDetails | null>;
  variant: DataLoader<string, Variant | null>;
  variantsOf: DataLoader<string, readonly Variant[]>;
  history: DataLoader<string, readonly HistoryEntry[]>;
  category: DataLoader<string, Category | null>;
  /** The roots are the children of the empty string. */
  childrenOf: DataLoader<string, readonly Category[]>;
}

/** A loader over a store function that answers a map; what it lacks is `missing`. */
const from = <Value>(find: (ids: readonly string[]) => Promise<ReadonlyMap<string, Value>>, missing: Value) =>
  new DataLoader<string, Value>(async (ids) => {
    const found = await find(ids);
    return ids.map((id) => found.get(id) ?? missing);
  });

const pageKey = ({ kind, page }: OwnedPageKey): string => JSON.stringify([kind, page]);

/** The same page of many owners is one statement; pages that differ are one each. */
const productsOf = (pool: pg.Pool) =>
  new DataLoader<OwnedPageKey, readonly PlacedRow[], string>(
    async (keys) => {
      const pages = new Map<string, Promise<Map<string, PlacedRow[]>>>();
      for (const key of keys) {
        if (pages.has(pageKey(key))) continue;
        const alike = keys.filter((other) => pageKey(other) === pageKey(key));
        const owners = [...new Set(alike.map(({ ownerId }) => ownerId))];
        pages.set(pageKey(key), walkProductsOf(pool, key.kind, owners, key.page));
      }
      return Promise.all(keys.map(async (key) => (await pages.get(pageKey(key)))?.get(key.ownerId) ?? []));
    },
    { cacheKeyFn: (key) => `${pageKey(key)}${key.ownerId}` },
  );

/** Made anew for each request: what one request asks for together costs one statement. */
export const createLoaders = ({ pool, categories }: Pick<ProductsServices, 'pool' | 'categories'>): Loaders => ({
  productsOf: productsOf(pool),
  product: from<FoundProduct | null>(async (ids) => {
    const found = await findProducts(pool, categories, ids);
    return new Map(found.map((each) => [each.product.id, each]));
  }, null),
  details: from<ProductDetails | null>((ids) => findDetails(pool, ids), null),
  variant: from<Variant | null>((ids) => findVariants(pool, ids), null),
  variantsOf: from<readonly Variant[]>((ids) => findVariantsOf(pool, ids), []),
  history: from<readonly HistoryEntry[]>((ids) => findHistory(pool, ids), []),
  category: from<Category | null>((ids) => findCategories(pool, ids), null),
  childrenOf: from<readonly Category[]>((ids) => findChildren(pool, ids), []),
});
