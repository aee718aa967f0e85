import type { Queryable } from '@soko/postgres';
import type { Versioned } from '../domain/chain-events.ts';
import type { ChainFailure } from '../domain/failure.ts';
import { type Mint, type MintStatus, type MintUsage, referenceOf } from '../domain/mint.ts';
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

/**
 * The next of the names that the mints of one thing have. Null while its newest mint has not failed, and when it has had all of its
 * mints.
 */
export async function findNextMint(db: Queryable, newestId: string, names: readonly string[]): Promise<string | null> {
  const { rows } = await db.query<{ made: number; hasFailed: boolean }>({
    name: 'chain-next-mint',
    text: `SELECT count(*)::int AS made, bool_or(id = $1 AND status = 'FAILED') AS "hasFailed" FROM mint
      WHERE reference = ANY($2::text[])`,
    values: [newestId, names.map(referenceOf)],
  });
  const { made, hasFailed } = rows[0]!;
  return hasFailed ? (names[made] ?? null) : null;
}

/** The mints of stores since the begin of a month, which have not failed, beside their plans. Unknown stores are left out. */
export async function findMintUsage(
  db: Queryable,
  storeIds: readonly string[],
  since: Date,
): Promise<(MintUsage & { storeId: string })[]> {
  // SQL: counts three tables in one statement.
  const { rows } = await db.query<MintUsage & { storeId: string }>({
    name: 'chain-mint-usage',
    text: `SELECT k.id AS "storeId", k.mint_quota AS quota, m.minted + s.minted AS used, s.reserved + a.reserved AS reserved
      FROM store k CROSS JOIN LATERAL (
        SELECT count(*)::int AS minted FROM mint m WHERE m.store_id = k.id AND m.created_at >= $2 AND m.status <> 'FAILED'
          AND NOT EXISTS (SELECT FROM sale WHERE mint_id = m.id)) m CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE status IN ('MINTING', 'MINTED'))::int AS minted,
          count(*) FILTER (WHERE status IN ('HELD', 'COMMITTED'))::int AS reserved
        FROM sale WHERE store_id = k.id AND reserved_at >= $2) s CROSS JOIN LATERAL (
        SELECT coalesce(sum(pending), 0)::int AS reserved FROM airdrop WHERE store_id = k.id) a
      WHERE k.id = ANY($1)`,
    values: [storeIds, since],
  });
  return rows;
}

/** Number of mints that the plan of a store has given away since the begin of a month. */
export async function countMintsSince(tx: Queryable, storeId: string, since: Date): Promise<number> {
  const [found] = await findMintUsage(tx, [storeId], since);
  return found === undefined ? 0 : found.used + found.reserved;
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
