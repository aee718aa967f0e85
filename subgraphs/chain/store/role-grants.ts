import { newId } from '@soko/ids';
import type { Queryable } from '@soko/postgres';
import type { Call } from '../domain/call.ts';
import type { ContractRole } from '../providers/chain.ts';
import { insertCall } from './calls.ts';

// SQL: who has a role follows from calls and their nonces, which have no relations in Prisma.

/** The accounts of a hand-over. */
export interface HandOver {
  chainId: number;
  /** Account that has the roles: it has deployed the collection, or got them from another one. */
  from: string;
  /** Account that gets them. */
  to: string;
}

interface Missing {
  collectionId: string;
  role: ContractRole;
}

/** Roles of deployed collections that one account has and nobody was to give to the other yet. */
export async function findMissingGrants(
  db: Queryable,
  { chainId, from, to }: HandOver,
  limit: number,
): Promise<Missing[]> {
  const { rows } = await db.query<Missing>({
    name: 'chain-missing-grants',
    text: `SELECT k.id AS "collectionId", r.role FROM collection k
      JOIN chain_call d ON d.kind = 'DEPLOY' AND d.subject_id = k.id AND d.status = 'DONE'
      CROSS JOIN (VALUES ('MINTER'), ('ADMIN')) r (role)
      WHERE k.chain_id = $1 AND k.status = 'DEPLOYED'
        AND (EXISTS (SELECT FROM chain_nonce n WHERE n.call_id = d.id AND n.status = 'SUCCEEDED' AND n.signer = $2)
          OR EXISTS (SELECT FROM role_grant g JOIN chain_call c ON c.kind = 'GRANT_ROLE' AND c.subject_id = g.id AND c.status = 'DONE'
            WHERE g.collection_id = k.id AND g.account = $2 AND g.role = 'ADMIN'))
        AND NOT EXISTS (SELECT FROM chain_nonce n WHERE n.call_id = d.id AND n.status = 'SUCCEEDED' AND n.signer = $3)
        AND NOT EXISTS (SELECT FROM role_grant g WHERE g.collection_id = k.id AND g.account = $3 AND g.role = r.role)
      ORDER BY k.created_at, k.id, r.role DESC LIMIT $4`,
    values: [chainId, from, to, limit],
  });
  return rows;
}

/** Queues the call that gives a role, once for each collection, account and role. */
export async function queueGrant(
  tx: Queryable,
  { collectionId, role, account, at }: Missing & { account: string; at: Date },
): Promise<void> {
  const id = newId('rgr');
  const { rowCount } = await tx.query({
    name: 'chain-insert-grant',
    text: `INSERT INTO role_grant (id, collection_id, role, account, created_at) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (collection_id, account, role) DO NOTHING`,
    values: [id, collectionId, role, account, at],
  });
  if (rowCount === 1) await insertCall(tx, { id: newId('ccl'), kind: 'GRANT_ROLE', subjectId: id, at }, null);
}

/** Queues the grants to an account again that have failed. */
export async function reviveGrants(db: Queryable, { chainId, to }: HandOver, now: Date): Promise<void> {
  await db.query({
    name: 'chain-revive-grants',
    text: `UPDATE chain_call c SET status = 'QUEUED', tries = 0, due_at = $1, failure = NULL, ended_at = NULL
      FROM role_grant g JOIN collection k ON k.id = g.collection_id
      WHERE c.kind = 'GRANT_ROLE' AND c.subject_id = g.id AND c.status = 'FAILED' AND k.chain_id = $2 AND g.account = $3`,
    values: [now, chainId, to],
  });
}

/** Grants to an account that are due, those of minters first: mints wait for them. */
export async function findDueGrants(
  db: Queryable,
  { chainId, to }: HandOver,
  now: Date,
  limit: number,
): Promise<Call[]> {
  const { rows } = await db.query<Call>({
    name: 'chain-due-grants',
    text: `SELECT c.id, c.kind, c.subject_id AS "subjectId", c.tries FROM chain_call c
      JOIN role_grant g ON g.id = c.subject_id JOIN collection k ON k.id = g.collection_id
      WHERE c.kind = 'GRANT_ROLE' AND c.status = 'QUEUED' AND c.due_at <= $1 AND k.chain_id = $2 AND g.account = $3
      ORDER BY g.role DESC, c.position LIMIT $4`,
    values: [now, chainId, to, limit],
  });
  return rows;
}

/** How many grants to an account wait, have failed, or are made, and whether the other one has transactions under way. */
export interface HandOverProgress {
  waiting: number;
  failed: number;
  given: number;
  open: number;
}

export async function findHandOverProgress(db: Queryable, { chainId, from, to }: HandOver): Promise<HandOverProgress> {
  const { rows } = await db.query<HandOverProgress>({
    name: 'chain-hand-over-progress',
    text: `SELECT count(*) FILTER (WHERE c.status IN ('QUEUED', 'SENT'))::int AS waiting,
        count(*) FILTER (WHERE c.status = 'FAILED')::int AS failed, count(*) FILTER (WHERE c.status = 'DONE')::int AS given,
        (SELECT count(*)::int FROM chain_nonce WHERE chain_id = $1 AND signer = $3 AND status = 'OPEN') AS open
      FROM role_grant g JOIN collection k ON k.id = g.collection_id AND k.chain_id = $1
      JOIN chain_call c ON c.kind = 'GRANT_ROLE' AND c.subject_id = g.id WHERE g.account = $2`,
    values: [chainId, to, from],
  });
  return rows[0]!;
}
