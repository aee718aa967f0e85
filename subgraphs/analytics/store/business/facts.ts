import type { Queryable } from '@soko/postgres';
import { type Cell, keepCell, type KeptCell, readCell } from '../../domain/business/cells.ts';
import { beganAt, type Facts, type Kind } from '../../domain/business/facts.ts';
import { businessTables } from './tables.ts';

interface Kept {
  id: string;
  facts: Facts;
  /** What it adds to the buckets. */
  cells: readonly Cell[];
}

type Row = { id: string; kind: Kind; said: Facts['said'] };

/** The aggregates with these ids that a generation has. */
export async function findFacts(tx: Queryable, generation: number, ids: readonly string[]): Promise<Map<string, Kept>> {
  const { rows } = await tx.query<Row & { cells: KeptCell[] }>({
    name: 'business-facts-find',
    // SQL: in the transaction of the buckets.
    text: 'SELECT id, kind, facts AS said, cells FROM business_facts WHERE generation = $1 AND id = ANY($2)',
    values: [generation, ids],
  });
  return new Map(
    rows.map(({ id, kind, said, cells }) => [id, { id, facts: { kind, said }, cells: cells.map(readCell) }]),
  );
}

/** Saves aggregates in one statement. `changedAt` is the time of the newest event that each contains. */
export async function saveFacts(
  tx: Queryable,
  generation: number,
  changed: readonly (Kept & { changedAt: string })[],
): Promise<void> {
  await tx.query({
    name: 'business-facts-save',
    // SQL: many rows in one statement, new ones and changed ones.
    text: `INSERT INTO business_facts AS known (generation, id, kind, facts, cells, began_at, changed_at)
      SELECT $1, * FROM unnest($2::text[], $3::text[], $4::jsonb[], $5::jsonb[], $6::timestamptz[], $7::timestamptz[])
      ON CONFLICT (generation, id) DO UPDATE SET facts = excluded.facts, cells = excluded.cells,
        began_at = excluded.began_at, changed_at = greatest(known.changed_at, excluded.changed_at)`,
    values: [
      generation,
      changed.map(({ id }) => id),
      changed.map(({ facts }) => facts.kind),
      changed.map(({ facts }) => JSON.stringify(facts.said)),
      changed.map(({ cells }) => JSON.stringify(cells.map(keepCell))),
      changed.map(({ facts }) => beganAt(facts)),
      changed.map(({ changedAt }) => changedAt),
    ],
  });
}

/** Aggregates of the generation that answers that began before `before`, by id. `after` is the last id before. */
export async function readOldFacts(
  db: Queryable,
  before: Date,
  after: string,
  limit: number,
): Promise<{ id: string; facts: Facts; changedAt: string }[]> {
  const { rows } = await db.query<Row & { changedAt: Date }>({
    name: 'business-facts-read-old',
    // SQL: beside the statements above.
    text: `SELECT f.id, f.kind, f.facts AS said, f.changed_at AS "changedAt" FROM business_facts f
      JOIN projection_generations g ON g.name = $4 AND g.generation = f.generation AND g.status = 'LIVE'
      WHERE f.id > $2 AND f.began_at < $1 ORDER BY f.id LIMIT $3`,
    values: [before, after, limit, businessTables.name],
  });
  return rows.map(({ id, kind, said, changedAt }) => ({
    id,
    facts: { kind, said },
    changedAt: changedAt.toISOString(),
  }));
}
