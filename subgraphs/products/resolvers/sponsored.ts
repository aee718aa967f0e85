import type { PageArguments } from '@soko/pagination';
import type { ProductsContext } from '../context.ts';
import { newImpression, impressionToken } from '../domain/adverts/impression-token.ts';
import type { AdvertPlace } from '../domain/adverts/advert-index.ts';
import type { Category } from '../domain/category.ts';
import type { ProductFilter } from '../domain/product-filter.ts';
import type { SponsoredResolvers } from '../generated/graphql.ts';
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

const fits =
  ({ currency, minRank, maxRank, condition, type }: ProductFilter) =>
  ({ row }: ShownAdvert): boolean => {
    const rank = row.price_rank === null ? null : BigInt(row.price_rank);
    return (
      (currency === undefined || row.currency === currency) &&
      (minRank === undefined || (rank !== null && rank >= minRank)) &&
      (maxRank === undefined || (rank !== null && rank <= maxRank)) &&
      (condition?.includes(row.condition) ?? true) &&
      (type?.includes(row.type) ?? true)
    );
  };

/** Adverts that were chosen for a place, with the categories of their products. */
export interface ChosenAdverts {
  chosen: ShownAdvert[];
  tree: ReadonlyMap<string, Category>;
}

const none: ChosenAdverts = { chosen: [], tree: new Map() };

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
 * The adverts for the first page of a list whose rows are known. A product that the page has anyway is not shown twice, and a list
 * without products shows none.
 */
export async function advertsFor(
  context: Pick<ProductsContext, 'adverts' | 'categories' | 'identity'>,
  { filter, args, rows }: { filter: ProductFilter; args: PageArguments; rows: readonly SummaryRow[] },
): Promise<ChosenAdverts> {
  const { perPage } = context.adverts.settings;
  const placement = placementOf(filter);
  const isFirst = args.after == null && args.before == null && args.last == null;
  if (perPage === 0 || placement === null || !isFirst || rows.length === 0) return none;
  const present = new Set(rows.map(({ id }) => id));
  const isFitting = fits(filter);
  return chooseAdverts(context, {
    placement,
    search: filter.search,
    categoryId: filter.categoryId,
    count: perPage,
    isWanted: (shown) => !present.has(shown.productId) && isFitting(shown),
  });
}

/** Items before the first sponsored place, and between two of them. */
const [before, between] = [2, 6];

/** The edges of a page with sponsored ones among them. Each has the cursor of the item before it, so the next page is the same. */
export function withSponsored<Edge extends { cursor: string }>(
  edges: readonly Edge[],
  sponsored: readonly ((cursor: string) => Edge)[],
): Edge[] {
  const places = sponsored.map((_, index) => Math.min(before + index * between, edges.length));
  return edges.flatMap((edge, index) => [
    edge,
    ...sponsored.filter((__, place) => places[place] === index + 1).map((make) => make(edge.cursor)),
  ]);
}

export const sponsored: SponsoredResolvers = {
  token: ({ advertId }, _, { sealKeys, now }) => impressionToken(sealKeys, newImpression(advertId, now())),
};
