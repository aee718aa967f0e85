import type { Queryable } from '@soko/postgres';

/** Mints that wait and were never tried, of tokens that their contract has. */
const waiting = `FROM chain_call c JOIN chain_call before ON before.id = c.after_id
  JOIN mint m ON m.id = c.subject_id JOIN token t ON t.id = m.token_id
  WHERE c.kind = 'MINT' AND c.status = 'QUEUED' AND c.batch_id IS NULL AND c.tries = 0 AND c.due_at <= $1
    AND before.status = 'DONE'`;

/** Collections of a chain with more than one mint that waits, the one with the oldest first. */
export async function findGatherable(db: Queryable, chainId: number, now: Date, limit: number): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>({
    name: 'chain-gatherable',
    text: `SELECT t.collection_id AS id ${waiting}
        AND (SELECT k.chain_id FROM collection k WHERE k.id = t.collection_id) = $2
      GROUP BY t.collection_id HAVING count(*) > 1 ORDER BY min(c.position) LIMIT $3`,
    values: [now, chainId, limit],
  });
  return rows.map(({ id }) => id);
}

/** Makes a batch of the oldest mints of a collection that wait. False when fewer than two do. */
export async function insertBatch(
  tx: Queryable,
  batch: { id: string; collectionId: string; size: number; at: Date },
): Promise<boolean> {
  // SQL: two processes gather other mints.
  const { rows } = await tx.query<{ id: string; subjectId: string }>({
    name: 'chain-lock-waiting-mints',
    text: `SELECT c.id, c.subject_id AS "subjectId" ${waiting} AND t.collection_id = $2
      ORDER BY c.position LIMIT $3 FOR UPDATE OF c SKIP LOCKED`,
    values: [batch.at, batch.collectionId, batch.size],
  });
  if (rows.length < 2) return false;
  await tx.query({
    name: 'chain-insert-batch',
    text: `INSERT INTO chain_call (id, kind, subject_id, status, due_at, created_at)
      VALUES ($1, 'MINT_BATCH', $2, 'QUEUED', $3, $3)`,
    values: [batch.id, rows[0]!.subjectId, batch.at],
  });
  await tx.query({
    name: 'chain-gather',
    text: 'UPDATE chain_call SET batch_id = $1 WHERE id = ANY($2)',
    values: [batch.id, rows.map(({ id }) => id)],
  });
  return true;
}

/** The mints of a batch. */
export async function findBatchMints(tx: Queryable, id: string): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>({
    name: 'chain-batch-mints',
    text: 'SELECT subject_id AS id FROM chain_call WHERE batch_id = $1',
    values: [id],
  });
  return rows.map((row) => row.id);
}

/** Ends a batch without effect. Its mints wait again, and are made one by one: each of them was tried once. */
export async function splitBatch(tx: Queryable, id: string, at: Date): Promise<void> {
  await tx.query({
    name: 'chain-release-batch',
    text: `UPDATE chain_call SET batch_id = NULL, status = 'QUEUED', tries = tries + 1, due_at = $2 WHERE batch_id = $1`,
    values: [id, at],
  });
  await tx.query({
    name: 'chain-split-batch',
    text: `UPDATE chain_call SET status = 'SPLIT', ended_at = $2 WHERE id = $1`,
    values: [id, at],
  });
}
