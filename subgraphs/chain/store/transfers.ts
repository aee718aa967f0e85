import { keysetPage, type Page } from '@soko/pagination';
import { createParameters, type Queryable } from '@soko/postgres';
import type { Versioned } from '../domain/chain-events.ts';
import type { ChainFailure } from '../domain/failure.ts';
import type { TokenTransfer, TransferStatus } from '../domain/transfer.ts';

// SQL: transfers change in transactions with their calls.

const columns = `id, token_id AS "tokenId", user_id AS "userId", sender AS "from", recipient AS "to", amount, reference, deadline, status,
  failure, transaction_hash AS "transactionHash", block_number::float8 AS "blockNumber", created_at AS "createdAt",
  confirmed_at AS "confirmedAt", version`;

/** Transfers by their ids. */
export async function findTransfers(db: Queryable, ids: readonly string[]): Promise<TokenTransfer[]> {
  const { rows } = await db.query<TokenTransfer>({
    name: 'chain-find-transfers',
    text: `SELECT ${columns} FROM token_transfer WHERE id = ANY($1)`,
    values: [ids],
  });
  return rows;
}

/** A page of the transfers that a person asked for, newest first. One statement. */
export const listTransfers = (
  db: Queryable,
  userId: string,
  page: Page<readonly [time: Date, id: string]>,
): Promise<TokenTransfer[]> =>
  keysetPage<TokenTransfer>(db, {
    select: columns,
    from: 'token_transfer',
    where: ['user_id = $1'],
    parameters: createParameters(userId),
    key: ['created_at', 'id'],
    direction: 'DESC',
    page,
    name: 'chain-list-transfers',
  });

/** What the custodial wallet of a person has of a token. */
export interface Held {
  /** In lower case. */
  owner: string;
  sealedKey: string;
  /** Address of the contract. */
  contract: string;
  contractVersion: number;
  /** Items that are not on their way to somebody else. May be below 0. */
  available: number;
}

/**
 * What the custodial wallet of a person has of a token: as the contract says, without the items of transfers that the followed
 * blocks do not show yet. Null without a wallet or a contract. Run `lockPerson` before.
 */
export async function findHeld(tx: Queryable, userId: string, tokenId: string): Promise<Held | null> {
  const { rows } = await tx.query<Held>({
    name: 'chain-find-held',
    text: `SELECT w.address AS owner, w.sealed_key AS "sealedKey", k.address AS contract,
        c.contract_version AS "contractVersion", coalesce(b.amount, 0) - moving.amount AS available
      FROM chain_wallet w JOIN token t ON t.id = $2 JOIN collection c ON c.id = t.collection_id
      JOIN followed_contract k ON k.collection_id = c.id
      LEFT JOIN token_balance b ON b.token_id = t.id AND b.owner = w.address
      CROSS JOIN LATERAL (
        SELECT coalesce(sum(m.amount), 0)::int AS amount FROM token_transfer m
        WHERE m.sender = w.address AND m.token_id = t.id AND (m.status IN ('QUEUED', 'SUBMITTED')
          OR m.status = 'CONFIRMED' AND m.block_number > (SELECT max(number) FROM followed_block f WHERE f.chain_id = k.chain_id))
      ) moving
      WHERE w.user_id = $1 AND w.kind = 'CUSTODIAL'`,
    values: [userId, tokenId],
  });
  return rows[0] ?? null;
}

/** Saves a new transfer with the signature of its wallet. */
export async function insertTransfer(tx: Queryable, row: TokenTransfer, signature: string): Promise<void> {
  await tx.query({
    name: 'chain-insert-transfer',
    text: `INSERT INTO token_transfer (id, token_id, user_id, sender, recipient, amount, reference, deadline, signature, status, created_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    values: [
      row.id,
      row.tokenId,
      row.userId,
      row.from,
      row.to,
      row.amount,
      row.reference,
      row.deadline,
      signature,
      row.status,
      row.createdAt,
    ],
  });
}

interface Change {
  status: TransferStatus;
  failure?: ChainFailure;
  transactionHash?: string | null;
  blockNumber?: number | null;
  confirmedAt?: Date;
}

/** Saves a new status. A hash is kept until another one replaces it. The row after it. */
export async function saveTransferStatus(tx: Queryable, id: string, change: Change): Promise<Versioned<TokenTransfer>> {
  const { rows } = await tx.query<Versioned<TokenTransfer>>({
    name: 'chain-save-transfer-status',
    text: `UPDATE token_transfer SET status = $2, failure = $3, transaction_hash = coalesce($4, transaction_hash), block_number = $5,
        confirmed_at = $6, version = version + 1
      WHERE id = $1 RETURNING ${columns}`,
    values: [
      id,
      change.status,
      change.failure ?? null,
      change.transactionHash ?? null,
      change.blockNumber ?? null,
      change.confirmedAt ?? null,
    ],
  });
  return rows[0]!;
}

/** Forgets who asked for transfers. Those under way go on: their receivers were named before. */
export async function forgetSenders(tx: Queryable, userId: string): Promise<void> {
  await tx.query({
    name: 'chain-forget-senders',
    text: 'UPDATE token_transfer SET user_id = NULL WHERE user_id = $1',
    values: [userId],
  });
}
