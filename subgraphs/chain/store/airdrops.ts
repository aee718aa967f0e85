import type { Queryable } from '@soko/postgres';
import type { Airdrop } from '../domain/airdrop.ts';
import type { Mint, MintStatus } from '../domain/mint.ts';

const columns = `id, store_id AS "storeId", token_id AS "tokenId", amount, status, total, created_at AS "createdAt",
  sent_at AS "sentAt"`;

export async function findAirdrop(db: Queryable, id: string): Promise<Airdrop | null> {
  // SQL: the same columns as below.
  const { rows } = await db.query<Airdrop>({
    name: 'chain-airdrop',
    text: `SELECT ${columns} FROM airdrop WHERE id = $1`,
    values: [id],
  });
  return rows[0] ?? null;
}

/** An airdrop, locked until the transaction ends. */
export async function lockAirdrop(tx: Queryable, id: string): Promise<Airdrop | null> {
  const { rows } = await tx.query<Airdrop>({
    name: 'chain-lock-airdrop',
    text: `SELECT ${columns} FROM airdrop WHERE id = $1 FOR NO KEY UPDATE`,
    values: [id],
  });
  return rows[0] ?? null;
}

/** The oldest airdrop with receivers whose mints are not made, locked until the transaction ends. Another process has another. */
export async function lockPendingAirdrop(tx: Queryable): Promise<Airdrop | null> {
  const { rows } = await tx.query<Airdrop>({
    name: 'chain-lock-pending-airdrop',
    text: `SELECT ${columns} FROM airdrop WHERE status = 'SENDING' AND pending > 0 ORDER BY sent_at, id LIMIT 1
      FOR NO KEY UPDATE SKIP LOCKED`,
    values: [],
  });
  return rows[0] ?? null;
}

/** Saves a new airdrop with its receivers. */
export async function insertAirdrop(tx: Queryable, row: Airdrop, addresses: readonly string[]): Promise<void> {
  await tx.query({
    name: 'chain-insert-airdrop',
    text: `INSERT INTO airdrop (id, store_id, token_id, amount, status, total, created_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    values: [row.id, row.storeId, row.tokenId, row.amount, row.status, row.total, row.createdAt],
  });
  await tx.query({
    name: 'chain-insert-airdrop-recipients',
    text: `INSERT INTO airdrop_recipient (airdrop_id, number, address)
      SELECT $1, number, address FROM unnest($2::text[]) WITH ORDINALITY AS given (address, number)`,
    values: [row.id, addresses],
  });
}

export async function markSending(tx: Queryable, id: string, at: Date): Promise<void> {
  await tx.query({
    name: 'chain-send-airdrop',
    text: `UPDATE airdrop SET status = 'SENDING', pending = total, sent_at = $2 WHERE id = $1`,
    values: [id, at],
  });
}

export async function markCancelled(tx: Queryable, id: string): Promise<void> {
  await tx.query({
    name: 'chain-cancel-airdrop',
    text: `UPDATE airdrop SET status = 'CANCELLED' WHERE id = $1`,
    values: [id],
  });
}

/** Receivers whose mints are not made, in their order. */
export async function nextRecipients(
  tx: Queryable,
  airdropId: string,
  limit: number,
): Promise<{ number: number; address: string }[]> {
  const { rows } = await tx.query<{ number: number; address: string }>({
    name: 'chain-next-recipients',
    text: `SELECT number, address FROM airdrop_recipient WHERE airdrop_id = $1 AND mint_id IS NULL ORDER BY number LIMIT $2`,
    values: [airdropId, limit],
  });
  return rows;
}

export interface MadeMint extends Mint {
  callId: string;
  /** Number of the receiver. */
  number: number;
}

/** Saves the mints of receivers with their calls. The supply is reserved already. */
export async function insertAirdropMints(
  tx: Queryable,
  { id, tokenId, storeId, amount }: Airdrop,
  mints: readonly MadeMint[],
  at: Date,
): Promise<void> {
  // SQL: three statements for many receivers.
  const given = 'unnest($1::text[], $2::text[], $3::text[]) AS given (id, recipient, reference)';
  await tx.query({
    name: 'chain-insert-airdrop-mints',
    text: `INSERT INTO mint (id, token_id, store_id, recipient, amount, reference, status, created_at)
      SELECT given.id, $4, $5, given.recipient, $6, given.reference, $7, $8 FROM ${given}`,
    values: [
      mints.map((mint) => mint.id),
      mints.map(({ recipient }) => recipient),
      mints.map(({ reference }) => reference),
      tokenId,
      storeId,
      amount,
      mints[0]!.status,
      at,
    ],
  });
  await tx.query({
    name: 'chain-insert-airdrop-calls',
    text: `INSERT INTO chain_call (id, kind, subject_id, after_id, status, due_at, created_at)
      SELECT call_id, 'MINT', mint_id, (SELECT id FROM chain_call WHERE kind = 'CREATE_TOKEN' AND subject_id = $3), 'QUEUED', $4, $4
      FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS given (call_id, mint_id, position) ORDER BY position`,
    values: [mints.map(({ callId }) => callId), mints.map((mint) => mint.id), tokenId, at],
  });
  await tx.query({
    name: 'chain-note-airdrop-mints',
    text: `WITH made AS (
        UPDATE airdrop_recipient r SET mint_id = given.mint_id
        FROM unnest($2::int[], $3::text[]) AS given (number, mint_id) WHERE r.airdrop_id = $1 AND r.number = given.number
        RETURNING r.number)
      UPDATE airdrop SET pending = pending - (SELECT count(*) FROM made) WHERE id = $1`,
    values: [id, mints.map(({ number }) => number), mints.map((mint) => mint.id)],
  });
}

/** Receivers of an airdrop by the status of their mint; null without one. */
export async function countByStatus(
  db: Queryable,
  airdropId: string,
): Promise<{ status: MintStatus | null; count: number }[]> {
  const { rows } = await db.query<{ status: MintStatus | null; count: number }>({
    name: 'chain-count-airdrop',
    text: `SELECT m.status, count(*)::int AS count FROM airdrop_recipient r LEFT JOIN mint m ON m.id = r.mint_id
      WHERE r.airdrop_id = $1 GROUP BY m.status`,
    values: [airdropId],
  });
  return rows;
}
