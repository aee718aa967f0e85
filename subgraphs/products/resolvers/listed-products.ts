import { type Connection, cursorOf, type Page, type PageArguments, readPage, toConnection } from '@soko/pagination';
import type { GraphQLResolveInfo } from 'graphql';
import type { ProductsContext } from '../context.ts';
import type { Category } from '../domain/category.ts';
import type { Counts } from '../domain/counts.ts';
import { type FilterInput, readFilter } from '../domain/product-filter.ts';
import { productPositions, type ProductSort } from '../domain/product-sort.ts';
import type { ProductSummary } from '../domain/product.ts';
import { noRights } from '../domain/rights.ts';
import type { CategoryTree } from '../store/category-tree.ts';
import type { PlacedRow } from '../store/product-query.ts';
import { toShelved } from '../store/product-rows.ts';
import { selectsAnyOf, selectsPath } from './selects-any-of.ts';
import { chooseAdverts, type SponsoredMark, wantedFor, withSponsored } from './sponsored.ts';

/** A product in a list. Sponsored ones stand among the others. */
export interface ListedEdge {
  cursor: string;
  node: ProductSummary;
  sponsored?: SponsoredMark | null;
}

/** A page of products for the graph. The whole list is counted only if the query selectsAnyOf counts. */
export interface ListedProducts extends Connection<ProductSummary> {
  edges: ListedEdge[];
  correctedSearch: string | null;
  counts: () => Promise<Counts>;
}

export interface ListArguments extends PageArguments {
  filter?: FilterInput | null | undefined;
  sort?: ProductSort | null | undefined;
}

/** RELEVANCE needs a search; without one it means NEWEST. */
function sortOf(sort: ProductSort | null | undefined, searches: boolean): ProductSort {
  const wanted = sort ?? 'RELEVANCE';
  return wanted === 'RELEVANCE' && !searches ? 'NEWEST' : wanted;
}

/** Reads a page of products for the viewer. */
export async function listProducts(
  args: ListArguments,
  context: Pick<ProductsContext, 'catalogue' | 'categories' | 'rights' | 'adverts' | 'identity'>,
  info: GraphQLResolveInfo,
): Promise<ListedProducts> {
  const { catalogue, categories, rights } = context;
  const filter = readFilter(args.filter ?? {});
  const sort = sortOf(args.sort, filter.search !== undefined);
  const sorts: ProductSort[] = sort === 'RELEVANCE' ? ['RELEVANCE', 'NEWEST'] : [sort];
  const page = readPage(args, productPositions(...sorts));
  const { rows, correctedSearch, counts } = await catalogue.list({
    filter,
    sort,
    page,
    rights: filter.status === undefined ? noRights : await rights(),
    counted: selectsAnyOf(info, 'facets', 'totalCount', 'countsAreExact'),
  });
  const connection = await connectionOf(rows, page, categories);
  // Without its mark, a sponsored product would look like any other.
  const edges = selectsPath(info, 'edges', 'sponsored')
    ? await addSponsored(context, connection.edges, {
        filter: correctedSearch === null ? filter : { ...filter, search: correctedSearch },
        args,
        rows: rows.map(({ row }) => row),
      })
    : connection.edges;
  return { ...connection, edges, correctedSearch, counts };
}

async function addSponsored(
  context: Pick<ProductsContext, 'categories' | 'adverts' | 'identity'>,
  edges: ListedEdge[],
  list: Parameters<typeof wantedFor>[1],
): Promise<ListedEdge[]> {
  const wanted = wantedFor(context.adverts.settings, list);
  if (wanted === null) return edges;
  const { chosen, tree } = await chooseAdverts(context, wanted);
  return withSponsored(
    edges,
    chosen.map(({ advertId, row }) => (cursor) => ({ cursor, node: toShelved(row, tree), sponsored: { advertId } })),
  );
}

const cursorOfRow = ({ position }: PlacedRow): string => cursorOf(productPositions(position[0]), position);

/** A page of rows as a connection of products with their categories. */
export async function connectionOf(
  rows: readonly PlacedRow[],
  page: Page<unknown>,
  categories: CategoryTree,
): Promise<Connection<ProductSummary>> {
  const revision = rows[0]?.row.category_revision;
  const tree = revision === undefined ? new Map<string, Category>() : await categories.at(revision);
  return toConnection(rows, page, cursorOfRow, ({ row }) => toShelved(row, tree));
}
