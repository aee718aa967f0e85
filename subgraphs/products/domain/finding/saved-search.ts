import { badUserInput } from '@soko/errors';
import { refuse, type Refused } from '@soko/refusals';
import { type FilterInput, readFilter } from '../product-filter.ts';
import { toWebSearch } from '../search-terms.ts';

/** Saved searches of one person. */
export const maxSavedSearches = 50;

/** The filter of a saved search: as `products` takes it, without `status` and without fields that are null. */
export type SavedFilter = Omit<FilterInput, 'status'>;

/** A search that a person keeps. */
export interface SavedSearch {
  id: string;
  name: string;
  filter: SavedFilter;
  /** True while its owner is notified of new matches. */
  alert: boolean;
  alertedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

/** The members that are set. */
const present = <Value extends object>(value: Value): Partial<Value> =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each != null)) as Partial<Value>;

/**
 * Reads the filter of a saved search. Throws BAD_USER_INPUT for one without a condition, and for `status`, which lists the
 * products that a person manages.
 */
export function readSavedFilter(input: FilterInput): SavedFilter {
  if (input.status != null) throw badUserInput('A saved search lists what is on sale: omit `status`.', 'filter.status');
  const read = readFilter(input);
  if (Object.keys(read).length === 0) throw badUserInput('The filter must have at least one condition.', 'filter');
  const price = present(input.price ?? {});
  const { search, categoryId, sellerId, storeId, condition, type, tags, ids, inStock } = read;
  return present({
    search,
    categoryId,
    sellerId,
    storeId,
    condition,
    type,
    tags,
    ids,
    inStock,
    price: Object.keys(price).length === 0 ? null : price,
    minRating: input.minRating,
  });
}

/** What a search with an alert looks for: JSON with ranks instead of prices, and its words as Postgres takes them. */
export interface AlertCriteria {
  criteria: Record<string, unknown>;
  terms: string | null;
}

const narrowing = ['search', 'categoryId', 'sellerId', 'storeId', 'tags', 'ids'] as const;

/**
 * What an alert for a filter looks for. Throws BAD_USER_INPUT for a filter that nearly every product meets, and for one of
 * sold-out products, of which nobody is notified.
 */
export function alertFor(filter: SavedFilter): AlertCriteria {
  const { search, minRank, maxRank, inStock, ...others } = readFilter(filter);
  if (inStock === false) throw badUserInput('An alert is for products in stock: omit `inStock`.', 'filter.inStock');
  if (!narrowing.some((field) => filter[field] !== undefined && filter[field]?.length !== 0)) {
    throw badUserInput(
      'An alert needs a search, category, seller, store, tags or ids in its filter. Other conditions alone fit too many products.',
      'filter',
    );
  }
  const criteria = present({ ...others, minRank: minRank?.toString(), maxRank: maxRank?.toString() });
  return { criteria, terms: search === undefined ? null : toWebSearch(search) };
}

export type SavedSearchNameTaken = Refused<'SavedSearchNameTaken', { savedSearchId: string }>;
export const savedSearchNameTaken = (savedSearchId: string): SavedSearchNameTaken =>
  refuse('SavedSearchNameTaken', 'Another saved search has this name. Choose another name.', { savedSearchId });

export type TooManySavedSearches = Refused<'TooManySavedSearches', { limit: number }>;
export const tooManySavedSearches = (limit: number): TooManySavedSearches =>
  refuse('TooManySavedSearches', `A person may save at most ${limit} searches. Remove one first.`, { limit });
