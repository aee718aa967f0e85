import { keysetPage, type Page } from '@soko/pagination';
import { createParameters, type Queryable } from '@soko/postgres';
import type { Airdrop, Receivers } from '../domain/airdrop.ts';
import type { Versioned } from '../domain/chain-events.ts';
import type { Mint } from '../domain/mint.ts';

export const airdropColumns = `id, store_id AS "storeId", token_id AS "tokenId", amount, status, total, segment_id AS "segmentId",
  left_out AS "leftOut", created_at AS "createdAt", sent_at AS "sentAt"`;

/** A page of the airdrops of a store, newest first. One statement. */
export function listAirdrops(
  db: Queryable,
  storeId: string,
  page: Page<readonly [time: Date, id: string]>,
): Promise<Airdrop[]> {
  return keysetPage<Airdrop>(db, {
    select: airdropColumns,
    from: 'airdrop',
    where: ['store_id = $1'],
    parameters: createParameters(storeId),
    key: ['created_at', 'id'],
    direction: 'DESC',
    page,
    name: 'chain-list-airdrops',
  });
}

export async function findAirdrop(db: Queryable, id: string): Promise<Airdrop | null> {
  // SQL: the same columns as below.
  const { rows } = await db.query<Airdrop>({
    name: 'chain-airdrop',
    text: `SELECT ${airdropColumns} FROM airdrop WHERE id = $1`,
    values: [id],
  });
  return rows[0] ?? null;
}

/** An airdrop, locked until the transaction ends. */
export async function lockAirdrop(tx: Queryable, id: string): Promise<Airdrop | null> {
  const { rows } = await tx.query<Airdrop>({
    name: 'chain-lock-airdrop',
    text: `SELECT ${airdropColumns} FROM airdrop WHERE id = $1 FOR NO KEY UPDATE`,
    values: [id],
  });
  return rows[0] ?? null;
}

/** The oldest airdrop with receivers whose mints are not made, locked until the transaction ends. Another process has another. */
export async function lockPendingAirdrop(tx: Queryable): Promise<Airdrop | null> {
  const { rows } = await tx.query<Airdrop>({
    name: 'chain-lock-pending-airdrop',
    text: `SELECT ${airdropColumns} FROM airdrop WHERE status = 'SENDING' AND pending > 0 ORDER BY sent_at, id LIMIT 1
      FOR NO KEY UPDATE SKIP LOCKED`,
    values: [],
  });
  return rows[0] ?? null;
}

/** Saves a new airdrop with its receivers, but for those who are erased. Run `holdErasures` before. */
export async function insertAirdrop(tx: Queryable, row: Airdrop, { addresses, userIds }: Receivers): Promise<void> {
  await tx.query({
    name: 'chain-insert-airdrop',
    text: `INSERT INTO airdrop (id, store_id, token_id, amount, status, total, segment_id, left_out, created_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    values: [
      row.id,
      row.storeId,
      row.tokenId,
      row.amount,
      row.status,
      row.total,
      row.segmentId,
      row.leftOut,
      row.createdAt,
    ],
  });
  await tx.query({
    name: 'chain-insert-airdrop-recipients',
    text: `INSERT INTO airdrop_recipient (airdrop_id, number, address, user_id)
      SELECT $1, number, address, user_id FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS given (address, user_id, number)`,
    values: [row.id, addresses, userIds],
  });
}

/** Leaves out the receivers of an airdrop who were erased before their mint was made. Their number. The airdrop is locked. */
export async function leaveOutErased(tx: Queryable, id: string): Promise<number> {
  const { rows } = await tx.query<{ count: number }>({
    name: 'chain-leave-out-erased',
    text: `WITH gone AS (
        DELETE FROM airdrop_recipient WHERE airdrop_id = $1 AND mint_id IS NULL AND address IS NULL AND user_id IS NULL RETURNING 1
      ), counted AS (SELECT count(*)::int AS count FROM gone), changed AS (
        UPDATE airdrop SET total = total - count, left_out = left_out + count, is_told = false,
          pending = CASE status WHEN 'SENDING' THEN pending - count ELSE pending END
        FROM counted WHERE id = $1 AND count > 0 RETURNING 1
      )
      SELECT count FROM counted`,
    values: [id],
  });
  return rows[0]!.count;
}

/** Forgets that a person is a receiver. What was minted for them stays, and those who have no mint yet are left out. */
export async function forgetReceiver(tx: Queryable, userId: string): Promise<void> {
  await tx.query({
    name: 'chain-forget-receiver',
    text: 'UPDATE airdrop_recipient SET user_id = NULL WHERE user_id = $1',
    values: [userId],
  });
}

/** Saves that an airdrop is being sent. Its number of receivers, and its version. */
export async function markSending(tx: Queryable, id: string, at: Date): Promise<Versioned<Airdrop>> {
  const { rows } = await tx.query<Versioned<Airdrop>>({
    name: 'chain-send-airdrop',
    text: `UPDATE airdrop SET status = 'SENDING', pending = total, sent_at = $2, version = version + 1 WHERE id = $1
      RETURNING ${airdropColumns}, version`,
    values: [id, at],
  });
  return rows[0]!;
}

export async function markCancelled(tx: Queryable, id: string): Promise<Versioned<Airdrop>> {
  const { rows } = await tx.query<Versioned<Airdrop>>({
    name: 'chain-cancel-airdrop',
    text: `UPDATE airdrop SET status = 'CANCELLED', version = version + 1 WHERE id = $1 RETURNING ${airdropColumns}, version`,
    values: [id],
  });
  return rows[0]!;
}

/** A receiver: an address, or else a person with an account. */
export interface Recipient {
  number: number;
  address: string | null;
  userId: string | null;
}

/** Receivers whose mints are not made, in their order. */
export async function nextRecipients(tx: Queryable, airdropId: string, limit: number): Promise<Recipient[]> {
  const { rows } = await tx.query<Recipient>({
    name: 'chain-next-recipients',
    text: `SELECT number, address, user_id AS "userId" FROM airdrop_recipient WHERE airdrop_id = $1 AND mint_id IS NULL ORDER BY number LIMIT $2`,
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
  const given = 'unnest($1::text[], $2::text[], $3::text[], $9::text[]) AS given (id, recipient, reference, user_id)';
  await tx.query({
    name: 'chain-insert-airdrop-mints',
    text: `INSERT INTO mint (id, token_id, store_id, recipient, amount, reference, status, created_at, user_id)
      SELECT given.id, $4, $5, given.recipient, $6, given.reference, $7, $8, given.user_id FROM ${given}`,
    values: [
      mints.map((mint) => mint.id),
      mints.map(({ recipient }) => recipient),
      mints.map(({ reference }) => reference),
      tokenId,
      storeId,
      amount,
      mints[0]!.status,
      at,
      mints.map(({ userId }) => userId),
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
      UPDATE airdrop SET pending = pending - (SELECT count(*) FROM made), is_told = false WHERE id = $1`,
    values: [id, mints.map(({ number }) => number), mints.map((mint) => mint.id)],
  });
}
