import type pg from 'pg';
import { type Counts, countedMatches } from '../domain/counts.ts';
import { facetColumns, type FacetRow, facetsOfHits, toFacets } from './facet-sql.ts';
import { createParameters, filterSql } from './filter-sql.ts';
import type { ProductQuery } from './product-query.ts';
import { revisionColumn } from './walk-products.ts';

/** How a list divides, and the revision of the catalogue at which it was counted. One statement. */
export async function countProducts(
  pool: pg.Pool,
  { filter, rights }: Pick<ProductQuery, 'filter' | 'rights'>,
): Promise<{ counts: Counts; revision: string }> {
  const parameters = createParameters();
  const where = filterSql(filter, rights, parameters);
  // An order would tempt the planner to look for few products among all of them.
  const newest = Object.keys(filter).length === 0 ? 'ORDER BY p.newest_at DESC, p.id DESC' : '';
  const { rows } = await pool.query<{ revision: string; total: number; facets: FacetRow[] }>({
    text: `WITH hits AS MATERIALIZED (SELECT ${facetColumns} FROM product p WHERE ${where} ${newest} LIMIT ${countedMatches + 1})
      SELECT ${revisionColumn}, (SELECT count(*)::int FROM hits) AS total, ${facetsOfHits} AS facets`,
    values: parameters.values,
  });
  const { revision, total, facets } = rows[0]!;
  return { revision, counts: { facets: toFacets(facets), total: total > countedMatches ? null : total } };
}
