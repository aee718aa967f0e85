import { type Direction, keyset, type Page } from '@soko/pagination';
import { createParameters } from '@soko/postgres';
import type pg from 'pg';
import type { ProductPosition, ProductSort } from '../domain/product-sort.ts';
import { filterSql } from './filter-sql.ts';
import { namedStatement } from './named-statement.ts';
import { type SummaryRow, summaryColumns } from './product-rows.ts';
import type { PlacedRow, ProductQuery } from './product-query.ts';

type WalkedSort = Exclude<ProductSort, 'RELEVANCE'>;

/** Relevance without a ranking is newest first. */
export const walkedSort = (sort: ProductSort): WalkedSort => (sort === 'RELEVANCE' ? 'NEWEST' : sort);

/** Drafts may lack a price. Only lists of managers include drafts. */
function sortColumn(sort: WalkedSort, managed: boolean): string {
  if (sort === 'NEWEST') return 'p.newest_at';
  if (sort === 'RATING') return 'p.rating_rank';
  return managed ? 'coalesce(p.price_rank, 0)' : 'p.price_rank';
}

/** The value by which a product is sorted. */
export function sortValue(sort: WalkedSort, row: SummaryRow): string {
  if (sort === 'NEWEST') return row.newest_at.toISOString();
  return sort === 'RATING' ? String(row.rating_rank) : (row.price_rank ?? '0');
}

export const directionOf = (sort: ProductSort): Direction => (sort === 'PRICE_ASC' ? 'ASC' : 'DESC');

/** The page without the sort in its cursor, which no column has. */
export const valueAndId = ({ cursor, ...page }: Page<ProductPosition>): Page<readonly [value: string, id: string]> => ({
  ...page,
  cursor: cursor && [cursor[1], cursor[2]],
});

/** Filters whose statements are prepared: their plans do not depend on the values. */
const preparedFilters = new Set(['', 'categoryId', 'sellerId', 'storeId']);

/** Revision of the catalogue: the sum of all stripes. Counts are valid as long as it does not change. */
export const revisionColumn = '(SELECT sum(revision) FROM catalogue_revision)::text AS revision';

interface Scan {
  where: string;
  orderBy: string;
  limit: string;
}

const oneScan = ({ where, orderBy, limit }: Scan): string =>
  `SELECT ${summaryColumns} FROM product p WHERE ${where} ORDER BY ${orderBy} LIMIT ${limit}`;

/**
 * Reads one page from each category at or below `id` and merges them. Scanning all products on sale would be slow for a
 * category with few products.
 */
const perCategory = (id: string, scan: Scan): string =>
  `SELECT p.* FROM category c CROSS JOIN LATERAL (${oneScan({ ...scan, where: `p.category_id = c.id AND ${scan.where}` })}) p
   WHERE c.path @> ARRAY[${id}] ORDER BY ${scan.orderBy} LIMIT ${scan.limit}`;

/**
 * Reads a page by scanning an index in the order of the list: newest first, or by price. One statement. `revision` is that
 * of the catalogue at the same instant, if the query is counted and a row was found.
 */
export async function walkProducts(
  pool: pg.Pool,
  query: ProductQuery,
): Promise<{ rows: PlacedRow[]; revision: string | null }> {
  const sort = walkedSort(query.sort);
  const parameters = createParameters();
  const managed = query.filter.status !== undefined;
  const { categoryId, ...others } = query.filter;
  const inCategories = categoryId !== undefined && !managed;
  const where = filterSql(inCategories ? others : query.filter, query.rights, parameters);
  const columns = [sortColumn(sort, managed), 'p.id'] as const;
  const { condition, orderBy } = keyset(columns, valueAndId(query.page), directionOf(sort), parameters.add);
  const scan = { where: `${where} AND ${condition}`, orderBy, limit: parameters.add(query.page.limit + 1) };
  const source = inCategories ? perCategory(parameters.add(categoryId), scan) : oneScan(scan);
  const text = `SELECT p.*${query.counted ? `, ${revisionColumn}` : ''} FROM (${source}) p ORDER BY ${orderBy}`;
  const statement = preparedFilters.has(Object.keys(query.filter).join()) ? namedStatement(text) : { text };
  // SQL: hot, keyset page of every product list.
  const { rows } = await pool.query<SummaryRow & { revision?: string }>({ ...statement, values: parameters.values });
  return {
    rows: rows.map((row) => ({ row, position: [sort, sortValue(sort, row), row.id] })),
    revision: rows[0]?.revision ?? null,
  };
}

/** Kind of owner whose products are listed. */
export type OwnerKind = 'category' | 'seller' | 'store';

const ownedBy: Readonly<Record<OwnerKind, (scan: Scan) => string>> = {
  category: (scan) => perCategory('o.owner', scan),
  seller: (scan) => oneScan({ ...scan, where: `p.seller_id = o.owner AND ${scan.where}` }),
  store: (scan) => oneScan({ ...scan, where: `p.store_id = o.owner AND ${scan.where}` }),
};

/** Reads the same page of the products on sale of several owners. One statement for all of them. */
export async function walkProductsOf(
  pool: pg.Pool,
  kind: OwnerKind,
  ownerIds: readonly string[],
  { sort: order, page }: Pick<ProductQuery, 'sort' | 'page'>,
): Promise<Map<string, PlacedRow[]>> {
  const sort = walkedSort(order);
  const parameters = createParameters();
  const owners = parameters.add(ownerIds);
  const columns = [sortColumn(sort, false), 'p.id'];
  const { condition, orderBy } = keyset(columns, valueAndId(page), directionOf(sort), parameters.add);
  const scan = { where: `p.listed AND ${condition}`, orderBy, limit: parameters.add(page.limit + 1) };
  const text = `SELECT o.owner, p.* FROM unnest(${owners}::text[]) AS o (owner) CROSS JOIN LATERAL (${ownedBy[kind](scan)}) p`;
  // SQL: hot, keyset pages of many owners in one statement.
  const { rows } = await pool.query<SummaryRow & { owner: string }>({
    ...namedStatement(text),
    values: parameters.values,
  });
  const byOwner = new Map<string, PlacedRow[]>();
  for (const row of rows) {
    const placed: PlacedRow = { row, position: [sort, sortValue(sort, row), row.id] };
    byOwner.set(row.owner, [...(byOwner.get(row.owner) ?? []), placed]);
  }
  return byOwner;
}
