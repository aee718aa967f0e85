import type { Queryable } from '@soko/postgres';
import type { Collection } from '../domain/collection.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { findCollection } from './collections.ts';

/** The collection that a payer named as the account: the last 12 characters of its id. Null when none or several fit. */
export async function findCollectionByAccount(
  { db, pool }: { db: PrismaClient; pool: Queryable },
  reference: string,
): Promise<Collection | null> {
  // SQL: an index over an expression.
  const { rows } = await pool.query<{ id: string }>({
    name: 'collection-by-account',
    text: `SELECT id FROM collection WHERE upper(right(id, 12)) = upper($1) AND provider = 'mpesa' LIMIT 2`,
    values: [reference],
  });
  return rows.length === 1 ? findCollection(db, { id: rows[0]!.id }) : null;
}
