import { keyset } from '@soko/pagination';
import { createParameters, type Parameters } from '@soko/postgres';
import type pg from 'pg';
import { type Counts, maxCountedMatches } from '../domain/counts.ts';
import type { ProductSort } from '../domain/product-sort.ts';
import { toWebSearch } from '../domain/search-terms.ts';
import { facetColumns, type FacetRow, facetsOfHits, toFacets } from './facet-sql.ts';
import { filterSql, searchQuery } from './filter-sql.ts';
import { namedStatement } from './named-statement.ts';
import type { PlacedRow, ProductQuery } from './product-query.ts';
import { type SummaryRow, summaryColumns } from './product-rows.ts';
import { directionOf, revisionColumn, sortValue, valueAndId } from './walk-products.ts';

/** Products at the front of a ranking that are cached. */
const maxRanked = 200;

/** A product in a ranking. */
export type Ranked = readonly [value: string, id: string];

/** The result of a search at one revision of the catalogue. */
export interface Ranking {
  revision: string;
  /** The front of the list as [value, id], best first; null for too many matches to rank. */
  front: Ranked[] | null;
  /** True if `front` holds all matches. */
  complete: boolean;
  empty: boolean;
  counts: Counts | null;
}

/** The column by which a search is sorted. The rank of a product depends only on itself, so positions are stable. */
const sortColumn = (sort: ProductSort, search: string, { add }: Parameters): string => {
  if (sort === 'RELEVANCE')
    return `round(ts_rank(p.search, (SELECT ${searchQuery(add(toWebSearch(search)))})) * 1000000)::int`;
  if (sort === 'RATING') return 'p.rating_rank';
  return sort === 'NEWEST' ? 'p.newest_at' : 'p.price_rank';
};

const toText = (sort: ProductSort): string =>
  sort === 'NEWEST' ? `to_char(value AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')` : 'value::text';

type Searched = Pick<ProductQuery, 'filter' | 'sort' | 'rights'> & { counted: boolean };

/** Finds, ranks and (if `counted`) counts the matches of a search. One statement. */
export async function rankProducts(pool: pg.Pool, query: Searched): Promise<Ranking> {
  const { filter, sort, rights, counted } = query;
  const parameters = createParameters();
  const where = filterSql(filter, rights, parameters);
  const value = sortColumn(sort, filter.search ?? '', parameters);
  const direction = directionOf(sort);
  const text = `WITH hits AS MATERIALIZED (
      SELECT p.id, ${value} AS value${counted ? `, ${facetColumns}` : ''} FROM product p WHERE ${where} LIMIT ${maxCountedMatches + 1}
    )
    SELECT ${revisionColumn}, (SELECT count(*)::int FROM hits) AS total, (
      SELECT coalesce(json_agg(json_build_array(${toText(sort)}, id)), '[]')
      FROM (SELECT value, id FROM hits ORDER BY value ${direction}, id ${direction} LIMIT ${maxRanked}) best
    ) AS front${counted ? `, ${facetsOfHits} AS facets` : ''}`;
  // SQL: hot, full text search.
  const { rows } = await pool.query<{
    revision: string;
    total: number;
    front: [string, string][];
    facets?: FacetRow[];
  }>({
    ...namedStatement(text),
    values: parameters.values,
  });
  const { revision, total, front, facets } = rows[0]!;
  const broad = total > maxCountedMatches;
  return {
    revision,
    front: broad ? null : front,
    complete: total <= maxRanked,
    empty: total === 0,
    counts: facets ? { facets: toFacets(facets), total: broad ? null : total } : null,
  };
}

/** Reads a page of a search behind the cached front of its ranking. One statement. */
export async function rankDeeper(
  pool: pg.Pool,
  query: ProductQuery,
): Promise<{ rows: PlacedRow[]; revision: string | null }> {
  const { filter, sort, rights, page } = query;
  const parameters = createParameters();
  const where = filterSql(filter, rights, parameters);
  const value = sortColumn(sort, filter.search ?? '', parameters);
  const { condition, orderBy } = keyset(['h.value', 'h.id'], valueAndId(page), directionOf(sort), parameters.add);
  // SQL: full text search with a keyset page.
  const { rows } = await pool.query<SummaryRow & { value: number; revision: string }>({
    text: `WITH hits AS MATERIALIZED (SELECT p.id, ${value} AS value FROM product p WHERE ${where})
      SELECT h.value, ${summaryColumns}, ${revisionColumn} FROM (SELECT * FROM hits h WHERE ${condition} ORDER BY ${orderBy} LIMIT ${parameters.add(page.limit + 1)}) h
      JOIN product p ON p.id = h.id ORDER BY ${orderBy}`,
    values: parameters.values,
  });
  return {
    rows: rows.map((row) => ({
      row,
      position: [sort, sort === 'RELEVANCE' ? String(row.value) : sortValue(sort, row), row.id],
    })),
    revision: rows[0]?.revision ?? null,
  };
}

/** The products of a part of a ranking, in its order, with the revision of the catalogue at the same instant. */
export async function fetchRanked(
  pool: pg.Pool,
  sort: ProductSort,
  part: readonly Ranked[],
): Promise<{ rows: PlacedRow[]; revision: string }> {
  // SQL: hot, reads rows and revision at the same instant.
  const { rows } = await pool.query<SummaryRow & { revision: string }>({
    name: 'products-ranked',
    text: `SELECT ${summaryColumns}, r.revision FROM (SELECT ${revisionColumn}) r LEFT JOIN product p ON p.id = ANY($1) AND p.listed`,
    values: [part.map(([, id]) => id)],
  });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return {
    revision: rows[0]!.revision,
    rows: part.flatMap(([value, id]) => {
      const row = byId.get(id);
      return row ? [{ row, position: [sort, value, id] as const }] : [];
    }),
  };
}
