import { keysetPage, type Page } from '@soko/pagination';
import { createParameters, type Queryable } from '@soko/postgres';
import type { Versioned } from '../domain/chain-events.ts';
import type { ChainFailure } from '../domain/failure.ts';
import type { Token, TokenStatus } from '../domain/token.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';

export const findTokens = async (db: PrismaClient, ids: readonly string[]): Promise<Token[]> =>
  (await db.token.findMany({ where: { id: { in: [...ids] } } })) as unknown as Token[];

export const findTokenByNumber = async (
  db: PrismaClient,
  collectionId: string,
  number: number,
): Promise<Token | null> =>
  (await db.token.findUnique({ where: { collectionId_number: { collectionId, number } } })) as unknown as Token | null;

const columns = `id, collection_id AS "collectionId", number, name, description, image_url AS "imageUrl",
  max_supply AS "maxSupply", reserved, minted, status, failure, created_at AS "createdAt", version`;

/** A page of the tokens of a collection, oldest first. One statement. */
export function listTokens(db: Queryable, collectionId: string, page: Page<readonly [number]>): Promise<Token[]> {
  return keysetPage<Token>(db, {
    select: columns,
    from: 'token',
    where: ['collection_id = $1'],
    parameters: createParameters(collectionId),
    key: ['number'],
    direction: 'ASC',
    page,
    name: 'chain-list-tokens',
  });
}

/** Saves a new token with the next number of its collection. Null when the collection has `max` already. */
export async function insertToken(tx: Queryable, row: Omit<Token, 'number'>, max: number): Promise<number | null> {
  // SQL: the number is taken in the same statement.
  const { rows } = await tx.query<{ number: number }>({
    name: 'chain-insert-token',
    text: `WITH taken AS (
        UPDATE collection SET tokens = tokens + 1 WHERE id = $2 AND tokens < $9 RETURNING tokens)
      INSERT INTO token (id, collection_id, number, name, description, image_url, max_supply, status, created_at)
      SELECT $1, $2, tokens, $3, $4, $5, $6, $7, $8 FROM taken RETURNING number`,
    values: [
      row.id,
      row.collectionId,
      row.name,
      row.description,
      row.imageUrl,
      row.maxSupply,
      row.status,
      row.createdAt,
      max,
    ],
  });
  return rows[0]?.number ?? null;
}

/** A token, locked until the transaction ends. */
export async function lockToken(tx: Queryable, id: string): Promise<Token | null> {
  // SQL: row locks.
  const { rows } = await tx.query<Token>({
    name: 'chain-lock-token',
    text: `SELECT ${columns} FROM token WHERE id = $1 FOR NO KEY UPDATE`,
    values: [id],
  });
  return rows[0] ?? null;
}

/** Saves a new status. The row after it. */
export async function saveTokenStatus(
  tx: Queryable,
  id: string,
  { status, failure = null }: { status: TokenStatus; failure?: ChainFailure | null },
): Promise<Versioned<Token>> {
  // SQL: the queue of calls works in transactions of the pool.
  const { rows } = await tx.query<Versioned<Token>>({
    name: 'chain-save-token-status',
    text: `UPDATE token SET status = $2, failure = $3, version = version + 1 WHERE id = $1 RETURNING ${columns}`,
    values: [id, status, failure],
  });
  return rows[0]!;
}

/** Reserves items, unless fewer are left. Negative numbers free them. The product that sells them hears of it later. */
export async function reserveItems(tx: Queryable, id: string, amount: number): Promise<boolean> {
  // SQL: checks and changes in one statement.
  const { rowCount } = await tx.query({
    name: 'chain-reserve-items',
    text: `WITH changed AS (
        UPDATE token SET reserved = reserved + $2 WHERE id = $1 AND reserved + $2 <= max_supply RETURNING id
      ), untold AS (
        UPDATE token_product b SET is_told = false FROM changed WHERE b.token_id = changed.id
      )
      SELECT FROM changed`,
    values: [id, amount],
  });
  return rowCount === 1;
}

/** Counts items as minted. Negative numbers take them back. */
export async function countMinted(tx: Queryable, id: string, amount: number): Promise<void> {
  await tx.query({
    name: 'chain-count-minted',
    text: 'UPDATE token SET minted = minted + $2 WHERE id = $1',
    values: [id, amount],
  });
}
