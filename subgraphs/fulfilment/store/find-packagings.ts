import { keysetPage, type Page } from '@soko/pagination';
import { createParameters, type Queryable } from '@soko/postgres';
import type pg from 'pg';
import type { Packaging } from '../domain/packaging.ts';
import type { PackagingStatus } from '../domain/statuses.ts';

const columns = `p.id, p.order_id AS "orderId", p.order_number AS "orderNumber", p.buyer_id AS "buyerId", p.seller_id AS "sellerId",
  p.store_id AS "storeId", p.status, p.delivery_method AS "deliveryMethod", p.address, p.reason, p.version, p.created_at AS "createdAt",
  p.started_at AS "startedAt", p.finished_at AS "finishedAt",
  (SELECT jsonb_agg(jsonb_build_object('lineId', l.line_id, 'variantId', l.variant_id, 'title', l.title, 'sku', l.sku,
     'quantity', l.quantity, 'packedQuantity', l.packed_quantity) ORDER BY l.position)
   FROM packaging_line l WHERE l.packaging_id = p.id) AS lines`;

/** Packages by id; unknown ids are left out. */
export async function findPackagings(db: Queryable, ids: readonly string[]): Promise<Map<string, Packaging>> {
  // SQL: entities of orders, a hot path; packages with their lines in one statement.
  const { rows } = await db.query<Packaging>({
    name: 'packagings-by-id',
    text: `SELECT ${columns} FROM packaging p WHERE p.id = ANY($1)`,
    values: [ids],
  });
  return new Map(rows.map((packaging) => [packaging.id, packaging]));
}

/** Packages by the id of their order; orders without one are left out. */
export async function findPackagingsOf(db: Queryable, orderIds: readonly string[]): Promise<Map<string, Packaging>> {
  // SQL: entities of orders, a hot path; packages with their lines in one statement.
  const { rows } = await db.query<Packaging>({
    name: 'packagings-by-order',
    text: `SELECT ${columns} FROM packaging p WHERE p.order_id = ANY($1)`,
    values: [orderIds],
  });
  return new Map(rows.map((packaging) => [packaging.orderId, packaging]));
}

/** A page of packages, of a store or of all, oldest first, and one more if there is another page. */
export async function listPackagings(
  db: Queryable,
  { status, storeId }: { status: PackagingStatus | null; storeId: string | null },
  page: Page<readonly [createdAt: Date, id: string]>,
): Promise<Packaging[]> {
  const parameters = createParameters();
  // SQL: packages with their lines in one statement.
  return keysetPage<Packaging>(db, {
    select: columns,
    from: 'packaging p',
    where: [
      ...(status === null ? [] : [`p.status = ${parameters.add(status)}`]),
      ...(storeId === null ? [] : [`p.store_id = ${parameters.add(storeId)}`]),
    ],
    parameters,
    key: ['p.created_at', 'p.id'],
    direction: 'ASC',
    page,
  });
}

/**
 * The package, locked until the end of the transaction, or null. Its reservation is locked first: see `lockReservations`
 * for the order of locks.
 */
export async function lockPackaging(client: pg.PoolClient, id: string): Promise<Packaging | null> {
  // SQL: Prisma has no row locks.
  const { rows } = await client.query<{ order_id: string }>({
    name: 'lock-reservation-of-packaging',
    text: `SELECT r.order_id FROM reservation r JOIN packaging p ON p.order_id = r.order_id WHERE p.id = $1 FOR UPDATE OF r`,
    values: [id],
  });
  return rows[0] === undefined ? null : ((await lockPackagingsOf(client, [rows[0].order_id]))[0] ?? null);
}

/** The packages of these orders, locked until the end of the transaction. */
export async function lockPackagingsOf(client: pg.PoolClient, orderIds: readonly string[]): Promise<Packaging[]> {
  // SQL: Prisma has no row locks.
  const { rows } = await client.query<Packaging>({
    name: 'lock-packagings-of-orders',
    text: `SELECT ${columns} FROM packaging p WHERE p.order_id = ANY($1) ORDER BY p.order_id FOR UPDATE OF p`,
    values: [orderIds],
  });
  return rows;
}
