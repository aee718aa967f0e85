import type { Page } from '@soko/pagination';
import type pg from 'pg';
import type { Packaging, PackagingStatus } from '../domain/packaging.ts';
import { packagingColumns, type PackagingRow, toPackaging } from './packaging-rows.ts';
import type { Queryable } from './queryable.ts';
import { walkPage } from './walk-page.ts';

const by = (column: 'id' | 'order_id') => async (db: Queryable, ids: readonly string[]) => {
  const { rows } = await db.query<PackagingRow>({
    name: `packagings-by-${column}`,
    text: `SELECT ${packagingColumns} FROM packaging p WHERE p.${column} = ANY($1)`,
    values: [ids],
  });
  return new Map(rows.map((row) => [row[column], toPackaging(row)]));
};

/** Packages by id; ids that name nothing are left out. */
export const findPackagings: (db: Queryable, ids: readonly string[]) => Promise<Map<string, Packaging>> = by('id');

/** Packages by the id of their order. */
export const findPackagingsOf: (db: Queryable, orderIds: readonly string[]) => Promise<Map<string, Packaging>> =
  by('order_id');

/** A page of packages, oldest first: one more than asked for, to tell whether there are more. */
export async function listPackagings(
  pool: pg.Pool,
  status: PackagingStatus | null,
  page: Page<[string, string]>,
): Promise<Packaging[]> {
  const rows = await walkPage<PackagingRow>(pool, { table: 'packaging p', columns: packagingColumns, status, page });
  return rows.map(toPackaging);
}

/**
 * The package of a command, for its transaction alone, or null. Its reservation is locked first, as everybody does who
 * needs both.
 */
export async function lockPackaging(client: pg.PoolClient, id: string): Promise<Packaging | null> {
  const reserved = await client.query<{ order_id: string }>({
    name: 'lock-reservation-of-packaging',
    text: `SELECT r.order_id FROM reservation r JOIN packaging p ON p.order_id = r.order_id WHERE p.id = $1 FOR UPDATE OF r`,
    values: [id],
  });
  const orderId = reserved.rows[0]?.order_id;
  return orderId === undefined ? null : ((await lockPackagingsOf(client, [orderId]))[0] ?? null);
}

/** The packages of these orders, for the transaction alone. */
export async function lockPackagingsOf(client: pg.PoolClient, orderIds: readonly string[]): Promise<Packaging[]> {
  const { rows } = await client.query<PackagingRow>({
    name: 'lock-packagings-of-orders',
    text: `SELECT ${packagingColumns} FROM packaging p WHERE p.order_id = ANY($1) ORDER BY p.order_id FOR UPDATE OF p`,
    values: [orderIds],
  });
  return rows.map(toPackaging);
}
