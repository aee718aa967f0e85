import type { PageArguments } from '@soko/pagination';
import type { ProductsContext } from '../context.ts';
import { newImpression, impressionToken } from '../domain/adverts/impression-token.ts';
import type { AdvertPlace } from '../domain/adverts/advert-index.ts';
import type { Category } from '../domain/category.ts';
import type { ProductFilter } from '../domain/product-filter.ts';
import type { SponsoredResolvers } from '../generated/graphql.ts';
import type { AdvertSettings } from '../services.ts';
import type { ShownAdvert } from '../store/adverts/shelf.ts';
import type { SummaryRow } from '../store/product-rows.ts';

/** An advert that was shown in this request. */
export interface SponsoredMark {
  advertId: string;
}

/** Filters that a sponsored product can be checked against. Lists with any other have no sponsored places. */
const checked: ReadonlySet<string> = new Set<keyof ProductFilter>([
  'search',
  'categoryId',
  'currency',
  'minRank',
  'maxRank',
  'condition',
  'type',
  'inStock',
]);

/** The kind of place that a list is, or null for a list without sponsored places. */
function placementOf(filter: ProductFilter): AdvertPlace['placement'] | null {
  if (filter.inStock === false || Object.keys(filter).some((name) => !checked.has(name))) return null;
  if (filter.search !== undefined) return 'SEARCH';
  return filter.categoryId === undefined ? 'HOME' : 'CATEGORY';
}

function costsBetween({ price_rank }: SummaryRow, { minRank, maxRank }: ProductFilter): boolean {
  if (minRank === undefined && maxRank === undefined) return true;
  if (price_rank === null) return false;
  const rank = BigInt(price_rank);
  return (minRank === undefined || rank >= minRank) && (maxRank === undefined || rank <= maxRank);
}

const fits = (filter: ProductFilter, { row }: ShownAdvert): boolean =>
  (filter.currency === undefined || row.currency === filter.currency) &&
  (filter.condition?.includes(row.condition) ?? true) &&
  (filter.type?.includes(row.type) ?? true) &&
  costsBetween(row, filter);

/** Adverts that were chosen for a place, with the categories of their products. */
export interface ChosenAdverts {
  chosen: ShownAdvert[];
  tree: ReadonlyMap<string, Category>;
}

const none: ChosenAdverts = { chosen: [], tree: new Map() };

/** The adverts that a place asks for. */
interface Wanted {
  placement: AdvertPlace['placement'];
  search?: string | undefined;
  categoryId?: string | undefined;
  count: number;
  isWanted: (shown: ShownAdvert) => boolean;
}

/** Chooses adverts for a place and counts that they are shown. */
export async function chooseAdverts(
  { adverts, categories, identity }: Pick<ProductsContext, 'adverts' | 'categories' | 'identity'>,
  { placement, search = '', categoryId = '', count, isWanted }: Wanted,
): Promise<ChosenAdverts> {
  const shelf = await adverts.shelf.read();
  if (shelf.categoryRevision === null) return none;
  const tree = await categories.at(shelf.categoryRevision);
  const place: AdvertPlace =
    placement === 'HOME'
      ? { placement }
      : placement === 'SEARCH'
        ? { placement, search }
        : { placement, path: tree.get(categoryId)?.path ?? [] };
  const chosen = shelf.adverts.choose(place, count, isWanted);
  adverts.views.count(
    identity,
    chosen.map(({ advertId }) => advertId),
  );
  return { chosen, tree };
}

/**
 * What the first page of a list whose rows are known asks for. A product that the page has anyway is not shown twice, and a list
 * without products shows none.
 */
export function wantedFor(
  { perPage }: AdvertSettings,
  { filter, args, rows }: { filter: ProductFilter; args: PageArguments; rows: readonly SummaryRow[] },
): Wanted | null {
  const placement = placementOf(filter);
  const isFirst = args.after == null && args.before == null && args.last == null;
  if (perPage === 0 || placement === null || !isFirst || rows.length === 0) return null;
  const present = new Set(rows.map(({ id }) => id));
  return {
    placement,
    search: filter.search,
    categoryId: filter.categoryId,
    count: perPage,
    isWanted: (shown) => !present.has(shown.productId) && fits(filter, shown),
  };
}

/** Items before the first sponsored place, and between two of them. */
const [before, between] = [2, 6];

/** The edges of a page with sponsored ones among them. Each has the cursor of the item before it, so the next page is the same. */
export function withSponsored<Edge extends { cursor: string }>(
  edges: readonly Edge[],
  sponsored: readonly ((cursor: string) => Edge)[],
): Edge[] {
  const all = [...edges];
  // The last one first, so that the places before it stay where they are.
  for (const [index, make] of [...sponsored.entries()].toReversed()) {
    const place = Math.min(before + index * between, edges.length);
    all.splice(place, 0, make(edges[place - 1]!.cursor));
  }
  return all;
}

export const sponsored: SponsoredResolvers = {
  token: ({ advertId }, _, { sealKeys, now }) => impressionToken(sealKeys, newImpression(advertId, now())),
};
