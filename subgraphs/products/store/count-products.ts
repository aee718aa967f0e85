import { createParameters } from '@soko/postgres';
import type pg from 'pg';
import { type Counts, maxCountedMatches } from '../domain/counts.ts';
import { facetColumns, type FacetRow, facetsOfHits, toFacets } from './facet-sql.ts';
import { filterSql } from './filter-sql.ts';
import type { ProductQuery } from './product-query.ts';
import { revisionColumn } from './walk-products.ts';

/** Counts of a whole list, and the revision of the catalogue at which they were read. One statement. */
export async function countProducts(
  pool: pg.Pool,
  { filter, rights }: Pick<ProductQuery, 'filter' | 'rights'>,
): Promise<{ counts: Counts; revision: string }> {
  const parameters = createParameters();
  const where = filterSql(filter, rights, parameters);
  // With an order, the planner would scan an index for products that match a rare condition.
  const newest = Object.keys(filter).length === 0 ? 'ORDER BY p.newest_at DESC, p.id DESC' : '';
  // SQL: hot; counts all facets of the same matches in one statement.
  const { rows } = await pool.query<{ revision: string; total: number; facets: FacetRow[] }>({
    text: `WITH hits AS MATERIALIZED (SELECT ${facetColumns} FROM product p WHERE ${where} ${newest} LIMIT ${maxCountedMatches + 1})
      SELECT ${revisionColumn}, (SELECT count(*)::int FROM hits) AS total, ${facetsOfHits} AS facets`,
    values: parameters.values,
  });
  const { revision, total, facets } = rows[0]!;
  return { revision, counts: { facets: toFacets(facets), total: total > maxCountedMatches ? null : total } };
}
