import DataLoader from 'dataloader';
import type { Category } from './domain/category.ts';
import type { HistoryEntry } from './domain/history.ts';
import type { Variant } from './domain/product.ts';
import type { ProductsServices } from './context.ts';
import { findCategories, findChildren } from './store/find-categories.ts';
import { findHistory } from './store/find-history.ts';
import {
  findDescriptions,
  findProducts,
  findVariants,
  findVariantsOf,
  type FoundProduct,
} from './store/find-products.ts';

export interface Loaders {
  /** Whether the viewer may see it is for the caller to decide: see `visibleProduct`. */
  product: DataLoader<string, FoundProduct | null>;
  description: DataLoader<string, string>;
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

/** Made anew for each request: what one request asks for together costs one statement. */
export const createLoaders = ({ pool }: Pick<ProductsServices, 'pool'>): Loaders => ({
  product: from<FoundProduct | null>(async (ids) => {
    const found = await findProducts(pool, ids);
    return new Map(found.map((each) => [each.product.id, each]));
  }, null),
  description: from((ids) => findDescriptions(pool, ids), ''),
  variant: from<Variant | null>((ids) => findVariants(pool, ids), null),
  variantsOf: from<readonly Variant[]>((ids) => findVariantsOf(pool, ids), []),
  history: from<readonly HistoryEntry[]>((ids) => findHistory(pool, ids), []),
  category: from<Category | null>((ids) => findCategories(pool, ids), null),
  childrenOf: from<readonly Category[]>((ids) => findChildren(pool, ids), []),
});
