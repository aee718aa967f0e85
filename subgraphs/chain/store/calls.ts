import type { Queryable } from '@soko/postgres';
import type { Call, CallKind } from '../domain/call.ts';
import type { Account } from './nonces.ts';
import type { EncodedGrant, EncodedMint, EncodedTransfer } from '../providers/chain.ts';

const columns = `c.id, c.kind, c.subject_id AS "subjectId", c.tries`;

/** Queues a call, once for its subject. */
export async function insertCall(
  tx: Queryable,
  call: { id: string; kind: CallKind; subjectId: string; at: Date },
  after: { kind: CallKind; subjectId: string } | null,
): Promise<void> {
  // SQL: the call before it is found in the same statement.
  await tx.query({
    name: 'chain-insert-call',
    text: `INSERT INTO chain_call (id, kind, subject_id, after_id, status, due_at, created_at)
      SELECT $1, $2, $3, (SELECT id FROM chain_call WHERE kind = $5 AND subject_id = $6), 'QUEUED', $4, $4`,
    values: [call.id, call.kind, call.subjectId, call.at, after?.kind ?? null, after?.subjectId ?? null],
  });
}

/**
 * Calls to a chain that may be sent now: the first of each store, then their second ones, so that a store with many waits
 * for itself alone. Transfers come after what was sold or given: the people who ask for them pay nothing. A
 * collection waits for a role that is to be given to the account, and with `needsRole` for one that was not asked for yet.
 */
export async function findDueCalls(
  db: Queryable,
  { chainId, signer }: Account,
  { now, limit, needsRole }: { now: Date; limit: number; needsRole: boolean },
): Promise<Call[]> {
  const { rows } = await db.query<Call>({
    name: 'chain-due-calls',
    text: `SELECT ${columns} FROM chain_call c LEFT JOIN chain_call before ON before.id = c.after_id
      LEFT JOIN mint m ON c.kind IN ('MINT', 'MINT_BATCH') AND m.id = c.subject_id
      LEFT JOIN token_transfer x ON c.kind = 'TRANSFER' AND x.id = c.subject_id
      LEFT JOIN token t ON t.id = coalesce(m.token_id, x.token_id, CASE WHEN c.kind = 'CREATE_TOKEN' THEN c.subject_id END)
      JOIN collection k ON k.id = coalesce(t.collection_id, CASE WHEN c.kind = 'DEPLOY' THEN c.subject_id END)
      WHERE c.status = 'QUEUED' AND c.batch_id IS NULL AND c.due_at <= $1 AND (c.after_id IS NULL OR before.status = 'DONE') AND k.chain_id = $3
        AND (c.kind = 'DEPLOY' OR NOT ($4 OR EXISTS (SELECT FROM role_grant g
            WHERE g.collection_id = k.id AND g.role = 'MINTER' AND g.account = $5))
          OR EXISTS (SELECT FROM chain_call d JOIN chain_nonce n ON n.call_id = d.id AND n.status = 'SUCCEEDED' AND n.signer = $5
            WHERE d.kind = 'DEPLOY' AND d.subject_id = k.id)
          OR EXISTS (SELECT FROM role_grant g JOIN chain_call given ON given.kind = 'GRANT_ROLE' AND given.subject_id = g.id
            WHERE g.collection_id = k.id AND g.role = 'MINTER' AND g.account = $5 AND given.status = 'DONE'))
      ORDER BY row_number() OVER (PARTITION BY k.store_id ORDER BY c.kind = 'TRANSFER', c.position), c.kind = 'TRANSFER', c.position
      LIMIT $2`,
    values: [now, limit, chainId, needsRole, signer],
  });
  return rows;
}

/** A call that was sent. Null for one that has another status by now. */
export async function findSentCall(db: Queryable, id: string): Promise<Call | null> {
  const { rows } = await db.query<Call>({
    name: 'chain-sent-call',
    text: `SELECT ${columns} FROM chain_call c WHERE c.id = $1 AND c.status = 'SENT'`,
    values: [id],
  });
  return rows[0] ?? null;
}

/** Calls that can never be sent: the one before them has failed. */
export async function findStrandedCalls(db: Queryable, limit: number): Promise<Call[]> {
  const { rows } = await db.query<Call>({
    name: 'chain-stranded-calls',
    text: `SELECT ${columns} FROM chain_call c JOIN chain_call before ON before.id = c.after_id
      WHERE c.status = 'QUEUED' AND c.batch_id IS NULL AND before.status = 'FAILED' ORDER BY c.position LIMIT $1`,
    values: [limit],
  });
  return rows;
}

/** A call, locked until the transaction ends, while it has the status and is in no batch. Null otherwise. */
export async function lockCall(tx: Queryable, id: string, status: 'QUEUED' | 'SENT' | 'DONE'): Promise<Call | null> {
  const { rows } = await tx.query<Call>({
    name: 'chain-lock-call',
    text: `SELECT ${columns} FROM chain_call c WHERE c.id = $1 AND c.status = $2 AND c.batch_id IS NULL FOR UPDATE`,
    values: [id, status],
  });
  return rows[0] ?? null;
}

interface Change {
  status: 'QUEUED' | 'SENT' | 'DONE' | 'FAILED';
  tries: number;
  dueAt?: Date;
  failure?: string | null;
  endedAt?: Date | null;
}

/** Saves the status of a locked call. Calls in a batch have the status of the batch. */
export async function saveCall(tx: Queryable, id: string, change: Change): Promise<void> {
  await tx.query({
    name: 'chain-save-call',
    text: `UPDATE chain_call SET status = $2, tries = $3, due_at = coalesce($4, due_at), failure = $5, ended_at = $6
      WHERE id = $1 OR batch_id = $1`,
    values: [id, change.status, change.tries, change.dueAt ?? null, change.failure ?? null, change.endedAt ?? null],
  });
}

/** True while a call waits that may be sent, or a transaction is under way. */
export async function hasWork(db: Queryable, now: Date): Promise<boolean> {
  const { rows } = await db.query<{ any: boolean }>({
    name: 'chain-has-work',
    text: `SELECT EXISTS (SELECT FROM chain_call WHERE status = 'QUEUED' AND due_at <= $1)
      OR EXISTS (SELECT FROM chain_nonce WHERE status = 'OPEN') AS any`,
    values: [now],
  });
  return rows[0]!.any;
}

/** What the contract needs to know of a call's subject. */
export interface CallFacts {
  collectionId: string;
  collectionName: string;
  royaltyReceiver: string | null;
  royaltyBasisPoints: number;
  /** Address of the contract. Null until it is deployed. */
  contract: string | null;
  number: number | null;
  maxSupply: number | null;
  /** The mint, or those of the batch; none for other calls. */
  mints: EncodedMint[];
  /** Null for other calls. */
  transfer: EncodedTransfer | null;
  /** Null for other calls. */
  grant: EncodedGrant | null;
}

/** The subject of a call with its token and collection. */
export async function findCallFacts(db: Queryable, { id, kind, subjectId }: Call): Promise<CallFacts> {
  const { rows } = await db.query<CallFacts>({
    name: 'chain-call-facts',
    text: `SELECT c.id AS "collectionId", c.name AS "collectionName", c.royalty_receiver AS "royaltyReceiver",
        c.royalty_basis_points AS "royaltyBasisPoints", c.address AS contract, t.number, t.max_supply AS "maxSupply", made.mints,
        json_build_object('reference', x.reference, 'from', x.sender, 'to', x.recipient, 'number', t.number, 'amount', x.amount,
          'deadline', x.deadline, 'signature', x.signature) AS transfer,
        CASE WHEN g.id IS NOT NULL THEN json_build_object('role', g.role, 'account', g.account) END AS grant
      FROM (SELECT $1::text AS kind, $2::text AS id) wanted
      LEFT JOIN mint m ON wanted.kind IN ('MINT', 'MINT_BATCH') AND m.id = wanted.id
      LEFT JOIN token_transfer x ON wanted.kind = 'TRANSFER' AND x.id = wanted.id
      LEFT JOIN token t ON t.id = coalesce(m.token_id, x.token_id, CASE WHEN wanted.kind = 'CREATE_TOKEN' THEN wanted.id END)
      LEFT JOIN role_grant g ON wanted.kind = 'GRANT_ROLE' AND g.id = wanted.id
      JOIN collection c ON c.id = coalesce(t.collection_id, g.collection_id, CASE WHEN wanted.kind = 'DEPLOY' THEN wanted.id END)
      CROSS JOIN LATERAL (
        SELECT coalesce(json_agg(json_build_object('reference', e.reference, 'recipient', e.recipient, 'number', i.number,
          'amount', e.amount) ORDER BY of.position), '[]') AS mints
        FROM chain_call of JOIN mint e ON e.id = of.subject_id JOIN token i ON i.id = e.token_id
        WHERE of.kind = 'MINT' AND (of.id = $3 OR of.batch_id = $3)) made`,
    values: [kind, subjectId, id],
  });
  const { transfer, ...facts } = rows[0]!;
  const isTransfer = kind === 'TRANSFER' && transfer !== null;
  return { ...facts, transfer: isTransfer ? { ...transfer, deadline: new Date(transfer.deadline) } : null };
}
