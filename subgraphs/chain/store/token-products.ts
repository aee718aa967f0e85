import { isUniqueViolation, type Queryable } from '@soko/postgres';
import type { Versioned } from '../domain/chain-events.ts';
import type { TokenOnSale } from '../domain/sale.ts';
import type { Token } from '../domain/token.ts';

// SQL: row locks, and columns of several tables.

/** Lets a product sell the items of a token. False when one of the two is bound otherwise. */
export async function bindToken(db: Queryable, tokenId: string, productId: string): Promise<boolean> {
  try {
    const { rowCount } = await db.query({
      name: 'chain-bind-token',
      text: `INSERT INTO token_product AS b (token_id, product_id) VALUES ($1, $2)
        ON CONFLICT (token_id) DO UPDATE SET product_id = excluded.product_id WHERE b.product_id = excluded.product_id`,
      values: [tokenId, productId],
    });
    return rowCount === 1;
  } catch (error) {
    if (isUniqueViolation(error)) return false;
    throw error;
  }
}

export interface BoundToken {
  tokenId: string;
  productId: string;
}

/** The products of tokens, or the tokens of products. */
export async function findBound(
  db: Queryable,
  by: 'tokenId' | 'productId',
  ids: readonly string[],
): Promise<BoundToken[]> {
  const { rows } = await db.query<BoundToken>({
    name: `chain-bound-by-${by}`,
    text: `SELECT token_id AS "tokenId", product_id AS "productId" FROM token_product
      WHERE ${by === 'tokenId' ? 'token_id' : 'product_id'} = ANY($1)`,
    values: [ids],
  });
  return rows;
}

/** The stores whose tokens these products sell. */
export async function findStoresOnSale(db: Queryable, productIds: readonly string[]): Promise<string[]> {
  const { rows } = await db.query<{ storeId: string }>({
    name: 'chain-stores-on-sale',
    text: `SELECT DISTINCT c.store_id AS "storeId" FROM token_product b JOIN token t ON t.id = b.token_id
      JOIN collection c ON c.id = t.collection_id WHERE b.product_id = ANY($1) ORDER BY 1`,
    values: [productIds],
  });
  return rows.map(({ storeId }) => storeId);
}

/** The tokens that these products sell, locked until the transaction ends, always in the same order. */
export async function lockTokensOnSale(
  tx: Queryable,
  productIds: readonly string[],
  chainId: number,
): Promise<TokenOnSale[]> {
  const { rows } = await tx.query<TokenOnSale>({
    name: 'chain-lock-tokens-on-sale',
    text: `SELECT b.product_id AS "productId", t.id AS "tokenId", c.store_id AS "storeId", t.max_supply - t.reserved AS left,
        t.status = 'CREATED' AND c.chain_id = $2 AS "isSellable"
      FROM token_product b JOIN token t ON t.id = b.token_id JOIN collection c ON c.id = t.collection_id
      WHERE b.product_id = ANY($1) ORDER BY t.id FOR NO KEY UPDATE OF t`,
    values: [productIds, chainId],
  });
  return rows;
}

/** Locks tokens until the transaction ends, always in the same order. */
export async function lockTokens(tx: Queryable, ids: readonly string[]): Promise<void> {
  await tx.query({
    name: 'chain-lock-tokens',
    text: 'SELECT FROM token WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE',
    values: [ids],
  });
}

export type UntoldToken = Versioned<Token> & { productId: string };

/** Tokens whose supply has changed since the last event about it, one version later. Others work on the rest. */
export async function takeUntold(tx: Queryable, limit: number): Promise<UntoldToken[]> {
  const { rows } = await tx.query<UntoldToken>({
    name: 'chain-take-untold',
    text: `WITH due AS MATERIALIZED (
        SELECT t.id FROM token_product b JOIN token t ON t.id = b.token_id WHERE NOT b.is_told ORDER BY t.id LIMIT $1
        FOR NO KEY UPDATE OF t SKIP LOCKED
      ), told AS (
        UPDATE token_product b SET is_told = true FROM due WHERE b.token_id = due.id RETURNING b.token_id, b.product_id
      )
      UPDATE token t SET version = t.version + 1 FROM told WHERE t.id = told.token_id
      RETURNING t.id, t.collection_id AS "collectionId", t.number, t.name, t.description, t.image_url AS "imageUrl",
        t.max_supply AS "maxSupply", t.reserved, t.minted, t.status, t.failure, t.created_at AS "createdAt", t.version,
        told.product_id AS "productId"`,
    values: [limit],
  });
  return rows;
}
