import { createParameters, type Queryable } from '@soko/postgres';
import type { ProductFilter } from '../domain/product-filter.ts';
import { noRights, type Rights } from '../domain/rights.ts';
import { filterSql } from './filter-sql.ts';

/**
 * Ids of products that the viewer or their stores sell, and that fit the filter, in order; at most `limit` of them, whichever they
 * are. The filter has a status.
 */
export async function findManagedIds(
  db: Queryable,
  filter: ProductFilter,
  { ownsSeller, seller, storeIds }: Rights,
  limit: number,
): Promise<string[]> {
  const parameters = createParameters();
  const { add } = parameters;
  const own = add(ownsSeller ? (seller?.id ?? null) : null);
  const stores = add(storeIds);
  const where = filterSql(filter, { ...noRights, seesAll: true }, parameters);
  // SQL: the filter of lists. Each part is planned alone, so that it reads products of the seller or the stores and no others:
  // with an order or a limit, Postgres may walk through all products to find the first that fit.
  const { rows } = await db.query<{ id: string }>(
    `WITH own AS MATERIALIZED (SELECT p.id FROM product p WHERE p.seller_id = ${own} AND ${where}),
      shared AS MATERIALIZED (
        SELECT p.id FROM product p WHERE p.store_id = ANY(${stores}) AND p.seller_id IS DISTINCT FROM ${own} AND ${where}
      ), managed AS (SELECT id FROM own UNION ALL SELECT id FROM shared LIMIT ${add(limit)})
      SELECT id FROM managed ORDER BY id`,
    parameters.values,
  );
  return rows.map(({ id }) => id);
}

/**
 * Locks those of the products that the viewer manages, after their sellers, in the order of their ids. A suspension locks
 * the seller first as well, so neither waits for the other in a circle, and the status of the seller holds until the end.
 */
export async function lockManagedProducts(
  db: Queryable,
  ids: readonly string[],
  { managesAll, ownsSeller, seller, storeIds }: Rights,
): Promise<string[]> {
  const own = [ids, managesAll, ownsSeller ? (seller?.id ?? null) : null, storeIds];
  const managed = 'p.id = ANY($1) AND ($2 OR p.seller_id = $3 OR p.store_id = ANY($4))';
  // SQL: Prisma has no row locks.
  await db.query({
    name: 'lock-sellers-of-products',
    text: `SELECT FROM seller WHERE id IN (SELECT p.seller_id FROM product p WHERE ${managed}) ORDER BY id FOR SHARE`,
    values: own,
  });
  // SQL: Prisma has no row locks.
  const { rows } = await db.query<{ id: string }>({
    name: 'lock-managed-products',
    text: `SELECT p.id FROM product p WHERE ${managed} ORDER BY p.id FOR UPDATE`,
    values: own,
  });
  return rows.map(({ id }) => id);
}
