import { keysetPage, type Page } from '@soko/pagination';
import { createParameters, type Queryable } from '@soko/postgres';
import type { Versioned } from '../domain/chain-events.ts';
import type { Collection } from '../domain/collection.ts';
import type { ChainFailure } from '../domain/failure.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';

export const findCollections = async (db: PrismaClient, ids: readonly string[]): Promise<Collection[]> =>
  (await db.collection.findMany({ where: { id: { in: [...ids] } } })) as unknown as Collection[];

const columns = `id, store_id AS "storeId", name, description, royalty_basis_points AS "royaltyBasisPoints",
  royalty_receiver AS "royaltyReceiver", status, failure, chain_id AS "chainId", address, created_at AS "createdAt",
  deployed_at AS "deployedAt", contract_version AS "contractVersion", version`;

/** A page of the collections of a store, newest first. One statement. */
export function listCollections(
  db: Queryable,
  storeId: string,
  page: Page<readonly [time: Date, id: string]>,
): Promise<Collection[]> {
  return keysetPage<Collection>(db, {
    select: columns,
    from: 'collection',
    where: ['store_id = $1'],
    parameters: createParameters(storeId),
    key: ['created_at', 'id'],
    direction: 'DESC',
    page,
    name: 'chain-list-collections',
  });
}

/** Saves a new collection. False when the store has `max` already. Lock the store before. */
export async function insertCollection(tx: Queryable, row: Collection, max: number): Promise<boolean> {
  // SQL: runs in the transaction of the idempotency key, and counts in the same statement.
  const { rowCount } = await tx.query({
    name: 'chain-insert-collection',
    text: `INSERT INTO collection (id, store_id, name, description, royalty_basis_points, royalty_receiver, status, chain_id, created_at)
      SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9
      WHERE (SELECT count(*) FROM collection WHERE store_id = $2 AND status <> 'FAILED') < $10`,
    values: [
      row.id,
      row.storeId,
      row.name,
      row.description,
      row.royaltyBasisPoints,
      row.royaltyReceiver,
      row.status,
      row.chainId,
      row.createdAt,
      max,
    ],
  });
  return rowCount === 1;
}

/** A collection, locked until the transaction ends. */
export async function lockCollection(tx: Queryable, id: string): Promise<Collection | null> {
  // SQL: row locks.
  const { rows } = await tx.query<Collection>({
    name: 'chain-lock-collection',
    text: `SELECT ${columns} FROM collection WHERE id = $1 FOR NO KEY UPDATE`,
    values: [id],
  });
  return rows[0] ?? null;
}

type Change =
  /** With the contract that is deployed; without one for that of before. */
  | { status: 'DEPLOYING'; contractVersion?: number }
  | { status: 'DEPLOYED'; address: string; at: Date }
  | { status: 'FAILED'; failure: ChainFailure };

/** Saves a new status. The row after it. */
export async function saveCollectionStatus(tx: Queryable, id: string, change: Change): Promise<Versioned<Collection>> {
  // SQL: the queue of calls works in transactions of the pool.
  const { rows } = await tx.query<Versioned<Collection>>({
    name: 'chain-save-collection-status',
    text: `UPDATE collection SET status = $2, address = $3, deployed_at = $4, failure = $5, contract_version = coalesce($6, contract_version),
        version = version + 1
      WHERE id = $1 RETURNING ${columns}`,
    values: [
      id,
      change.status,
      change.status === 'DEPLOYED' ? change.address : null,
      change.status === 'DEPLOYED' ? change.at : null,
      change.status === 'FAILED' ? change.failure : null,
      change.status === 'DEPLOYING' ? (change.contractVersion ?? null) : null,
    ],
  });
  return rows[0]!;
}
