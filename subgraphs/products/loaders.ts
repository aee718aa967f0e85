import type { GoodsGrant } from '@soko/auth';
import { badUserInput } from '@soko/errors';
import type { Page } from '@soko/pagination';
import { loader } from '@soko/subgraph';
import DataLoader from 'dataloader';
import type pg from 'pg';
import { createAdvertLoaders } from './advert-loaders.ts';
import type { Category } from './domain/category.ts';
import { maxTextsPerRequest } from './domain/content/content-page.ts';
import type { DigitalFile, DownloadCount } from './domain/digital-goods.ts';
import type { KeyCount } from './domain/licence-key.ts';
import type { HistoryEntry } from './domain/history.ts';
import { noOffers, type OfferTerms } from './domain/offer-terms.ts';
import type { ProductPosition, ProductSort } from './domain/product-sort.ts';
import type { ProductDetails, Variant } from './domain/product.ts';
import { createReviewLoaders } from './review-loaders.ts';
import type { ProductsServices } from './services.ts';
import { findTexts } from './store/content/pages.ts';
import { findFilesOf, findFilesOfLines } from './store/digital-files.ts';
import { findKeyCounts, findKeysOfLines, type StoredKey } from './store/licence-keys.ts';
import { findDownloadCounts } from './store/downloads.ts';
import { findCategories, findChildren } from './store/find-categories.ts';
import { findHistory } from './store/find-history.ts';
import { findDetails, findProducts, findVariants, findVariantsOf, type FoundProduct } from './store/find-products.ts';
import { findOfferTerms } from './store/offer-terms.ts';
import type { PlacedRow } from './store/product-query.ts';
import { type ShelvedProduct, toShelved } from './store/product-rows.ts';
import { findSimilar } from './store/finding/similar-products.ts';
import { type OwnerKind, walkProductsOf } from './store/walk-products.ts';

/** One page of the products that one owner has on sale. */
export interface OwnedPageKey {
  kind: OwnerKind;
  ownerId: string;
  sort: ProductSort;
  page: Page<ProductPosition>;
}

/** The keys of a line of an order. `isShown`: its buyer sees them now. */
interface KeysOfLine {
  lineId: string;
  isShown: boolean;
}

/** The products that are similar to one. */
interface SimilarKey {
  productId: string;
  count: number;
}

export type Loaders = ReturnType<typeof createLoaders>;

const pageKey = ({ kind, sort, page }: OwnedPageKey): string => JSON.stringify([kind, sort, page]);

/** The same page of many owners costs one statement; different pages cost one statement each. */
const ownedPagesLoader = (pool: pg.Pool) =>
  new DataLoader<OwnedPageKey, readonly PlacedRow[], string>(
    async (keys) => {
      const pages = new Map<string, Promise<Map<string, PlacedRow[]>>>();
      for (const key of keys) {
        if (pages.has(pageKey(key))) continue;
        const alike = keys.filter((other) => pageKey(other) === pageKey(key));
        const owners = [...new Set(alike.map(({ ownerId }) => ownerId))];
        pages.set(pageKey(key), walkProductsOf(pool, key.kind, owners, key));
      }
      return Promise.all(keys.map(async (key) => (await pages.get(pageKey(key)))?.get(key.ownerId) ?? []));
    },
    { cacheKeyFn: (key) => `${pageKey(key)}${key.ownerId}` },
  );

/** Similar products of many products cost one statement, also when their numbers differ. */
const similarLoader = ({ pool, categories }: Pick<ProductsServices, 'pool' | 'categories'>) =>
  new DataLoader<SimilarKey, readonly ShelvedProduct[], string>(
    async (keys) => {
      const ids = [...new Set(keys.map(({ productId }) => productId))];
      const found = await findSimilar(pool, ids, Math.max(...keys.map(({ count }) => count)));
      const [first] = found.values().next().value ?? [];
      const tree = first ? await categories.at(first.category_revision) : new Map<string, Category>();
      return keys.map(({ productId, count }) =>
        (found.get(productId) ?? []).slice(0, count).map((row) => toShelved(row, tree)),
      );
    },
    { cacheKeyFn: ({ productId, count }) => `${productId} ${count}` },
  );

/** Loaders of one request: they batch and cache. */
/** The texts of pages in lists. A request that selects a list under many aliases could hold those of all pages. */
function contentTextLoader(pool: pg.Pool) {
  let read = 0;
  return loader<string>(async (ids) => {
    read += ids.length;
    if (read > maxTextsPerRequest) {
      throw badUserInput(
        `One request reads at most ${maxTextsPerRequest} texts of pages. Ask for fewer pages.`,
        'markdown',
      );
    }
    return findTexts(pool, ids);
  }, '');
}

export const createLoaders = ({
  db,
  pool,
  categories,
  now,
}: Pick<ProductsServices, 'db' | 'pool' | 'categories' | 'now'>) => ({
  ...createAdvertLoaders({ pool }),
  ...createReviewLoaders({ pool }),
  contentText: contentTextLoader(pool),
  productsOf: ownedPagesLoader(pool),
  similarTo: similarLoader({ pool, categories }),
  /** The caller checks that the viewer may see the product: see `visibleProduct`. */
  product: loader<FoundProduct | null>(async (ids) => {
    const found = await findProducts(pool, categories, ids);
    return new Map(found.map((each) => [each.product.id, each]));
  }, null),
  offerTerms: loader<OfferTerms>(async (ids) => {
    const found = await findOfferTerms(db, ids);
    return new Map(found.map((each) => [each.productId, each]));
  }, noOffers),
  details: loader<ProductDetails | null>((ids) => findDetails(pool, ids), null),
  variant: loader<Variant | null>((ids) => findVariants(pool, ids), null),
  variantsOf: loader<readonly Variant[]>((ids) => findVariantsOf(pool, ids), []),
  filesOfLine: new DataLoader<GoodsGrant, readonly DigitalFile[], string>(
    async (grants) => {
      const found = await findFilesOfLines(pool, grants);
      return grants.map(({ lineId }) => found.get(lineId) ?? []);
    },
    { cacheKeyFn: ({ lineId }) => lineId },
  ),
  downloadsOf: loader<ReadonlyMap<string, DownloadCount>>((ids) => findDownloadCounts(pool, ids), new Map()),
  digitalFilesOf: loader<readonly DigitalFile[]>((ids) => findFilesOf(pool, ids), []),
  keysOfLine: new DataLoader<KeysOfLine, readonly StoredKey[], string>(
    async (wanted) => {
      const linesOf = (shown: boolean) => wanted.filter(({ isShown }) => isShown === shown).map(({ lineId }) => lineId);
      const read = async (shown: boolean) => {
        const lineIds = linesOf(shown);
        return lineIds.length === 0
          ? new Map<string, StoredKey[]>()
          : findKeysOfLines(pool, lineIds, shown ? now() : null);
      };
      const [hidden, shown] = await Promise.all([read(false), read(true)]);
      return wanted.map(({ lineId, isShown }) => (isShown ? shown : hidden).get(lineId) ?? []);
    },
    { cacheKeyFn: ({ lineId, isShown }) => `${lineId} ${isShown}` },
  ),
  keyCountOf: loader<KeyCount | null>((ids) => findKeyCounts(pool, ids), null),
  history: loader<readonly HistoryEntry[]>((ids) => findHistory(db, ids), []),
  category: loader<Category | null>((ids) => findCategories(pool, ids), null),
  /** The roots are the children of the empty string. */
  childrenOf: loader<readonly Category[]>((ids) => findChildren(pool, ids), []),
});
