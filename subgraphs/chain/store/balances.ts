import { keysetPage, type Page } from '@soko/pagination';
import { createParameters, type Queryable } from '@soko/postgres';
import type { Balance, Holding, TokenHolding } from '../domain/holding.ts';

/** Holdings that were read after a block. */
export async function findBalancesAfter(db: Queryable, chainId: number, block: number): Promise<Holding[]> {
  // SQL: a join by two tables.
  const { rows } = await db.query<Holding>({
    name: 'chain-balances-after',
    text: `SELECT t.collection_id AS "collectionId", t.number, b.owner FROM token_balance b
      JOIN token t ON t.id = b.token_id JOIN followed_contract k ON k.collection_id = t.collection_id
      WHERE b.block_number > $2 AND k.chain_id = $1`,
    values: [chainId, block],
  });
  return rows;
}

/** Saves what the contracts say at a block. */
export async function saveBalances(tx: Queryable, block: number, balances: readonly Balance[]): Promise<void> {
  if (balances.length === 0) return;
  // SQL: one statement for all of them.
  await tx.query({
    name: 'chain-save-balances',
    text: `INSERT INTO token_balance (token_id, owner, amount, block_number)
      SELECT t.id, given.owner, given.amount, $5
      FROM unnest($1::text[], $2::int[], $3::text[], $4::int[]) AS given (collection_id, number, owner, amount)
      JOIN token t ON t.collection_id = given.collection_id AND t.number = given.number
      ON CONFLICT (token_id, owner) DO UPDATE SET amount = excluded.amount, block_number = excluded.block_number`,
    values: [
      balances.map(({ collectionId }) => collectionId),
      balances.map(({ number }) => number),
      balances.map(({ owner }) => owner),
      balances.map(({ amount }) => amount),
      block,
    ],
  });
}

const columns = 'b.token_id AS "tokenId", b.owner, b.amount';

/** A page of the tokens that addresses have, newest token first. One statement. */
export const listHoldings = (
  db: Queryable,
  owners: readonly string[],
  page: Page<readonly [tokenId: string, owner: string]>,
): Promise<TokenHolding[]> =>
  keysetPage<TokenHolding>(db, {
    select: columns,
    from: 'token_balance b',
    where: ['b.owner = ANY($1)', 'b.amount > 0'],
    parameters: createParameters(owners),
    key: ['b.token_id', 'b.owner'],
    direction: 'DESC',
    page,
    name: 'chain-list-holdings',
  });

/** A page of the addresses that have items of a token, those with most first. One statement. */
export const listHolders = (
  db: Queryable,
  tokenId: string,
  page: Page<readonly [amount: number, owner: string]>,
): Promise<TokenHolding[]> =>
  keysetPage<TokenHolding>(db, {
    select: columns,
    from: 'token_balance b',
    where: ['b.token_id = $1', 'b.amount > 0'],
    parameters: createParameters(tokenId),
    key: ['b.amount', 'b.owner'],
    direction: 'DESC',
    page,
    name: 'chain-list-holders',
  });
