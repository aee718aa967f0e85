import { inTransaction, type Queryable } from '@soko/postgres';
import type pg from 'pg';
import type { Hex } from '../providers/chain.ts';
import type { Balance, Move } from '../domain/holding.ts';
import { saveBalances } from './balances.ts';
import { moveUsed } from './reward-items.ts';

/** A block up to which the balances of a chain were read. */
export interface FollowedBlock {
  number: number;
  hash: Hex;
}

/** A contract whose transfers are followed. */
export interface FollowedContract {
  collectionId: string;
  /** In lower case. */
  address: string;
}

/** Blocks that are kept: the chain is searched for the newest that it still has. */
const kept = 256;

/** Follows the contract of a collection from now on, also while the chain has dropped its deployment. */
export async function followContract(
  tx: Queryable,
  { collectionId, chainId, address }: FollowedContract & { chainId: number },
): Promise<void> {
  // SQL: ON CONFLICT in the transaction of the deployment.
  await tx.query({
    name: 'chain-follow-contract',
    text: `INSERT INTO followed_contract (collection_id, chain_id, address) VALUES ($1, $2, lower($3))
      ON CONFLICT (collection_id) DO UPDATE SET chain_id = excluded.chain_id, address = excluded.address`,
    values: [collectionId, chainId, address],
  });
}

export async function listContracts(db: Queryable, chainId: number): Promise<FollowedContract[]> {
  const { rows } = await db.query<FollowedContract>({
    name: 'chain-followed-contracts',
    text: 'SELECT collection_id AS "collectionId", address FROM followed_contract WHERE chain_id = $1',
    values: [chainId],
  });
  return rows;
}

/** True once a collection was deployed. */
export async function hasContracts(db: Queryable): Promise<boolean> {
  const { rows } = await db.query<{ any: boolean }>({
    name: 'chain-has-contracts',
    text: 'SELECT EXISTS (SELECT FROM followed_contract) AS any',
  });
  return rows[0]!.any;
}

/** The first block that can have a transfer of ours. */
export async function findFirstBlock(db: Queryable, chainId: number): Promise<number> {
  const { rows } = await db.query<{ first: number }>({
    name: 'chain-first-block',
    text: `SELECT coalesce(min(n.block_number), 0)::float8 AS first FROM chain_nonce n JOIN chain_call c ON c.id = n.call_id
      WHERE n.chain_id = $1 AND c.kind = 'DEPLOY' AND n.status = 'SUCCEEDED'`,
    values: [chainId],
  });
  return rows[0]!.first;
}

/** The blocks that are kept, newest first. */
export async function listFollowedBlocks(db: Queryable, chainId: number): Promise<FollowedBlock[]> {
  const { rows } = await db.query<FollowedBlock>({
    name: 'chain-followed-blocks',
    text: `SELECT number::float8 AS number, hash FROM followed_block WHERE chain_id = $1 ORDER BY followed_block.number DESC LIMIT ${kept}`,
    values: [chainId],
  });
  return rows;
}

interface Followed {
  chainId: number;
  /** The newest block when the turn began. */
  before: FollowedBlock | null;
  /** The newest block before it that the chain still has. */
  from: number;
  block: FollowedBlock;
  balances: readonly Balance[];
  /** What moved in blocks that were not followed before. */
  moves: readonly Move[];
}

/** The lock of the chain whose id is the parameter. */
const followed = `hashtextextended('soko.chain.followed.' || $1::text, 0)`;

/** Keeps balances, and which items gave rewards, as they are until the transaction ends. */
export async function holdBalances(tx: Queryable, chainId: number): Promise<void> {
  // SQL: an advisory lock.
  await tx.query({
    name: 'chain-hold-balances',
    text: `SELECT pg_advisory_xact_lock_shared(${followed})`,
    values: [String(chainId)],
  });
}

/** Saves a block with the balances at it, in one transaction. False when another process has followed one meanwhile. */
export async function saveFollowed(
  pool: pg.Pool,
  { chainId, before, from, block, balances, moves }: Followed,
): Promise<boolean> {
  return inTransaction(pool, async (tx) => {
    await tx.query({
      name: 'chain-lock-followed',
      text: `SELECT pg_advisory_xact_lock(${followed})`,
      values: [String(chainId)],
    });
    const [newest] = await listFollowedBlocks(tx, chainId);
    if (newest?.number !== before?.number || newest?.hash !== before?.hash) return false;
    await tx.query({
      name: 'chain-forget-followed',
      text: 'DELETE FROM followed_block WHERE chain_id = $1 AND number > $2',
      values: [chainId, from],
    });
    await tx.query({
      name: 'chain-insert-followed',
      text: 'INSERT INTO followed_block (chain_id, number, hash) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
      values: [chainId, block.number, block.hash],
    });
    await tx.query({
      name: 'chain-prune-followed',
      text: `DELETE FROM followed_block WHERE chain_id = $1 AND number < (
        SELECT min(number) FROM (
          SELECT number FROM followed_block WHERE chain_id = $1 ORDER BY number DESC LIMIT ${kept}) newest)`,
      values: [chainId],
    });
    await saveBalances(tx, block.number, balances);
    await moveUsed(tx, moves);
    return true;
  });
}
