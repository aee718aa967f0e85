import type { Queryable } from '@soko/postgres';
import type { Airdrop, AirdropProgress } from '../domain/airdrop.ts';
import type { Versioned } from '../domain/chain-events.ts';
import { airdropColumns } from './airdrops.ts';

// SQL: counts of two tables, and row locks.

/** How far airdrops are, by their ids. Those without receivers are left out. One statement. */
export async function findProgress(db: Queryable, ids: readonly string[]): Promise<Map<string, AirdropProgress>> {
  const { rows } = await db.query<AirdropProgress & { airdropId: string }>({
    name: 'chain-airdrop-progress',
    text: `SELECT r.airdrop_id AS "airdropId", count(*) FILTER (WHERE m.id IS NULL)::int AS waiting,
        count(*) FILTER (WHERE m.status IN ('RESERVED', 'QUEUED'))::int AS queued,
        count(*) FILTER (WHERE m.status = 'SUBMITTED')::int AS submitted,
        count(*) FILTER (WHERE m.status = 'CONFIRMED')::int AS confirmed,
        count(*) FILTER (WHERE m.status = 'FAILED')::int AS failed
      FROM airdrop_recipient r LEFT JOIN mint m ON m.id = r.mint_id WHERE r.airdrop_id = ANY($1) GROUP BY 1`,
    values: [ids],
  });
  return new Map(rows.map(({ airdropId, ...progress }) => [airdropId, progress]));
}

/** Notes that mints have changed: the next turn publishes how far their airdrops are. */
export async function noteProgress(tx: Queryable, mintIds: readonly string[]): Promise<void> {
  // It waits for a turn that is telling, which may not have seen these changes.
  await tx.query({
    name: 'chain-note-airdrop-progress',
    text: `UPDATE airdrop SET is_told = false WHERE id IN (
        SELECT id FROM airdrop WHERE id IN (SELECT airdrop_id FROM airdrop_recipient WHERE mint_id = ANY($1))
        ORDER BY id FOR NO KEY UPDATE)`,
    values: [mintIds],
  });
}

/** Airdrops that have moved since the last event about them, one version later. Others work on the rest. */
export async function takeUntold(tx: Queryable, limit: number): Promise<Versioned<Airdrop>[]> {
  const { rows } = await tx.query<Versioned<Airdrop>>({
    name: 'chain-take-untold-airdrops',
    text: `WITH due AS MATERIALIZED (
        SELECT id AS due_id FROM airdrop WHERE NOT is_told ORDER BY id LIMIT $1 FOR NO KEY UPDATE SKIP LOCKED
      )
      UPDATE airdrop SET is_told = true, version = version + 1 FROM due WHERE id = due_id
      RETURNING ${airdropColumns}, version`,
    values: [limit],
  });
  return rows;
}
