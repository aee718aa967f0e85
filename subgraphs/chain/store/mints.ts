import type { Queryable } from '@soko/postgres';
import type { Versioned } from '../domain/chain-events.ts';
import type { ChainFailure } from '../domain/failure.ts';
import type { Mint, MintStatus } from '../domain/mint.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';

export const findMints = async (db: PrismaClient, ids: readonly string[]): Promise<Mint[]> => {
  const rows = await db.mint.findMany({ where: { id: { in: [...ids] } } });
  return rows.map((row) => ({
    ...row,
    blockNumber: row.blockNumber === null ? null : Number(row.blockNumber),
  })) as unknown as Mint[];
};

const columns = `id, token_id AS "tokenId", store_id AS "storeId", recipient, user_id AS "userId", amount, reference, status, failure,
  transaction_hash AS "transactionHash", block_number::float8 AS "blockNumber", created_at AS "createdAt",
  confirmed_at AS "confirmedAt", version`;

export async function insertMint(tx: Queryable, row: Mint, requestedBy: string | null): Promise<void> {
  // SQL: runs in the transaction of the idempotency key.
  await tx.query({
    name: 'chain-insert-mint',
    text: `INSERT INTO mint (id, token_id, store_id, recipient, amount, reference, status, requested_by, created_at, user_id)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    values: [
      row.id,
      row.tokenId,
      row.storeId,
      row.recipient,
      row.amount,
      row.reference,
      row.status,
      requestedBy,
      row.createdAt,
      row.userId,
    ],
  });
}

/** The mint of a reference. Null if there is none. */
export async function findMintByReference(tx: Queryable, reference: string): Promise<Mint | null> {
  const { rows } = await tx.query<Mint>({
    name: 'chain-mint-by-reference',
    text: `SELECT ${columns} FROM mint WHERE reference = $1`,
    values: [reference],
  });
  return rows[0] ?? null;
}

/** Number of mints of a store since a time that have not failed. */
export async function countMintsSince(tx: Queryable, storeId: string, since: Date): Promise<number> {
  const { rows } = await tx.query<{ count: number }>({
    name: 'chain-count-mints',
    text: `SELECT count(*)::int AS count FROM mint WHERE store_id = $1 AND created_at >= $2 AND status <> 'FAILED'`,
    values: [storeId, since],
  });
  return rows[0]!.count;
}

interface Change {
  status: MintStatus;
  failure?: ChainFailure | null;
  transactionHash?: string | null;
  blockNumber?: number | null;
  confirmedAt?: Date | null;
}

/** Saves a new status of mints. A hash is kept until another one replaces it. The rows after it. */
export async function saveMintStatus(
  tx: Queryable,
  ids: readonly string[],
  change: Change,
): Promise<Versioned<Mint>[]> {
  // SQL: the queue of calls works in transactions of the pool.
  const { rows } = await tx.query<Versioned<Mint>>({
    name: 'chain-save-mint-status',
    text: `UPDATE mint SET status = $2, failure = $3, transaction_hash = coalesce($4, transaction_hash), block_number = $5,
        confirmed_at = $6, version = version + 1
      WHERE id = ANY($1) RETURNING ${columns}`,
    values: [
      ids,
      change.status,
      change.failure ?? null,
      change.transactionHash ?? null,
      change.blockNumber ?? null,
      change.confirmedAt ?? null,
    ],
  });
  return rows;
}

/** Queues the mints that waited for their token. */
export async function queueReserved(tx: Queryable, tokenId: string): Promise<Versioned<Mint>[]> {
  const { rows } = await tx.query<Versioned<Mint>>({
    name: 'chain-queue-reserved',
    text: `UPDATE mint SET status = 'QUEUED', version = version + 1 WHERE token_id = $1 AND status = 'RESERVED' RETURNING ${columns}`,
    values: [tokenId],
  });
  return rows;
}

/** Forgets who asked for mints, and for whom they were. The mints stay with the store. */
export async function forgetPersonOfMints(tx: Queryable, userId: string): Promise<void> {
  await tx.query({
    name: 'chain-forget-person-of-mints',
    text: `UPDATE mint SET requested_by = nullif(requested_by, $1), user_id = nullif(user_id, $1)
      WHERE requested_by = $1 OR user_id = $1`,
    values: [userId],
  });
}
