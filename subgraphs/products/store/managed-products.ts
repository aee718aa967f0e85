import { createParameters, type Queryable } from '@soko/postgres';
import type { ProductFilter } from '../domain/product-filter.ts';
import type { Rights } from '../domain/rights.ts';
import { filterSql } from './filter-sql.ts';

/** The first products by id that the viewer or their stores sell, and that fit the filter. It has a status. */
export async function findManagedIds(
  db: Queryable,
  filter: ProductFilter,
  rights: Rights,
  limit: number,
): Promise<string[]> {
  const parameters = createParameters();
  const where = filterSql(filter, { ...rights, seesAll: false }, parameters);
  // SQL: the filter of lists.
  const { rows } = await db.query<{ id: string }>(
    `SELECT p.id FROM product p WHERE ${where} ORDER BY p.id LIMIT ${parameters.add(limit)}`,
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
