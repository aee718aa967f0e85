import { isId } from '@soko/ids';
import { keysetPage, type Page } from '@soko/pagination';
import { createParameters, type Queryable } from '@soko/postgres';
import type pg from 'pg';
import type { Advert, AdvertStatus } from '../../domain/adverts/advert.ts';
import type { Rights } from '../../domain/rights.ts';
import { advertColumns, type AdvertRow, toAdvert } from './advert-rows.ts';

const from = 'advert a JOIN product p ON p.id = a.product_id';

/** Adverts by id. Unknown ids are left out. The caller checks that the viewer may see them. */
export async function findAdverts(db: Queryable, ids: readonly string[]): Promise<Map<string, Advert>> {
  // SQL: joins the product, and is part of transactions on a pg client.
  const { rows } = await db.query<AdvertRow>({
    name: 'adverts-by-id',
    text: `SELECT ${advertColumns} FROM ${from} WHERE a.id = ANY($1)`,
    values: [ids.filter((id) => isId('adv', id))],
  });
  return new Map(rows.map((row) => [row.id, toAdvert(row)]));
}

/**
 * Adverts by id, sorted by it and locked until the end of the transaction. The lock leaves room for rows that refer to them, such
 * as those of reports.
 */
export async function lockAdverts(tx: Queryable, ids: readonly string[]): Promise<Advert[]> {
  // SQL: Prisma has no row locks.
  const { rows } = await tx.query<AdvertRow>({
    name: 'lock-adverts',
    text: `SELECT ${advertColumns} FROM ${from} WHERE a.id = ANY($1) ORDER BY a.id FOR NO KEY UPDATE OF a`,
    values: [ids],
  });
  return rows.map(toAdvert);
}

/** The advert that a caller created with this key, and the hash of its input. */
export async function findByKey(
  db: Queryable,
  createdBy: string,
  key: string,
): Promise<{ advert: Advert; inputHash: string } | null> {
  // SQL: joins the product.
  const { rows } = await db.query<AdvertRow & { input_hash: string }>({
    name: 'advert-by-key',
    text: `SELECT ${advertColumns}, a.input_hash FROM ${from} WHERE a.created_by = $1 AND a.idempotency_key = $2`,
    values: [createdBy, key],
  });
  const row = rows[0];
  return row === undefined ? null : { advert: toAdvert(row), inputHash: row.input_hash };
}

/** Number of adverts of a seller that have not ended. */
export async function countOpenAdverts(db: Queryable, sellerId: string): Promise<number> {
  // SQL: part of a transaction on a pg client.
  const { rows } = await db.query<{ count: number }>({
    name: 'open-adverts-of-seller',
    text: `SELECT count(*)::int AS count FROM advert WHERE seller_id = $1 AND status IN ('DRAFT', 'SCHEDULED', 'RUNNING', 'PAUSED')`,
    values: [sellerId],
  });
  return rows[0]!.count;
}

export interface AdvertFilter {
  sellerId?: string | undefined;
  status?: readonly AdvertStatus[] | undefined;
}

/** A page of the adverts that the viewer manages, newest first; of all sellers for support. One statement. */
export async function listAdverts(
  pool: pg.Pool,
  { sellerId, status }: AdvertFilter,
  rights: Rights,
  page: Page<readonly [createdAt: Date, id: string]>,
): Promise<Advert[]> {
  const parameters = createParameters();
  const { add } = parameters;
  const where: string[] = [];
  if (!rights.seesAll) {
    const own = add(rights.ownsSeller ? (rights.seller?.id ?? null) : null);
    where.push(`(a.seller_id = ${own} OR a.store_id = ANY(${add(rights.storeIds)}))`);
  }
  if (sellerId !== undefined) where.push(`a.seller_id = ${add(sellerId)}`);
  if (status !== undefined) where.push(`a.status = ANY(${add(status)})`);
  // SQL: keyset page with the product.
  const rows = await keysetPage<AdvertRow>(pool, {
    name: 'adverts',
    select: advertColumns,
    from,
    where,
    parameters,
    key: ['a.created_at', 'a.id'],
    direction: 'DESC',
    page,
  });
  return rows.map(toAdvert);
}

/** Ids of adverts that time starts or ends, at most `limit`. */
export async function findDueAdverts(
  pool: pg.Pool,
  { now, limit, except }: { now: Date; limit: number; except: readonly string[] },
): Promise<string[]> {
  // SQL: conditions on a partial index.
  const { rows } = await pool.query<{ id: string }>({
    name: 'due-adverts',
    text: `SELECT id FROM advert WHERE id <> ALL($3) AND (status = 'SCHEDULED' AND starts_at <= $1
        OR status IN ('SCHEDULED', 'RUNNING', 'PAUSED') AND ends_at <= $1)
      ORDER BY id LIMIT $2`,
    values: [now, limit, except],
  });
  return rows.map(({ id }) => id);
}
