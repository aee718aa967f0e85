import type { Queryable } from '@soko/postgres';
import type { RunPart, SettlementRun } from '../../domain/settlement/run.ts';
import { runColumns } from './runs.ts';

type PartRow = SettlementRun & Omit<RunPart, 'run'>;

const toPart = ({ number, cursor, until, ...run }: PartRow): RunPart => ({ run, number, cursor, until });

const select = `SELECT ${runColumns}, p.number, p.cursor, p.until
  FROM settlement_part p JOIN settlement_run run ON run.id = p.run_id`;

/** Name of a part. */
export const nameOfPart = ({ run, number }: RunPart): string => `${run.id} ${number}`;

/**
 * Locks the part that waited longest for a turn, until the end of the transaction; null when every one is locked by others,
 * done, or named in `except`. Markets thus take turns, and a process that dies gives its part back at once.
 */
export async function claimPart(db: Queryable, except: readonly string[] = []): Promise<RunPart | null> {
  const { rows } = await db.query<PartRow>({
    name: 'settlement-claim-part',
    // SQL: Prisma has no SKIP LOCKED.
    text: `${select} WHERE p.run_id || ' ' || p.number <> ALL($1::text[])
      ORDER BY p.turn LIMIT 1 FOR NO KEY UPDATE OF p SKIP LOCKED`,
    values: [except],
  });
  return rows[0] === undefined ? null : toPart(rows[0]);
}

/** Locks a part again. Null when another process has settled more of it since, or has it. */
export async function claimSamePart(db: Queryable, { run, number, cursor }: RunPart): Promise<RunPart | null> {
  const { rows } = await db.query<PartRow>({
    name: 'settlement-claim-same-part',
    // SQL: Prisma has no SKIP LOCKED.
    text: `${select} WHERE p.run_id = $1 AND p.number = $2 AND p.cursor = $3 FOR NO KEY UPDATE OF p SKIP LOCKED`,
    values: [run.id, number, cursor],
  });
  return rows[0] === undefined ? null : toPart(rows[0]);
}

/** Saves that a page is done, with bets that an earlier settlement had set aside, and puts the part behind the others. */
export async function savePage(
  db: Queryable,
  { run, number, cursor }: RunPart,
  page: { cursor: string; betsDone: number; betsSettled: number },
): Promise<void> {
  await db.query({
    name: 'settlement-save-page',
    // SQL: in the transaction of the page; two tables in one statement.
    text: `WITH settled AS (DELETE FROM set_aside_bet WHERE market_id = $6 AND bet_id > $7 AND bet_id <= $3)
      UPDATE settlement_part SET cursor = $3, bets_done = bets_done + $4, bets_settled = bets_settled + $5, turn = DEFAULT
      WHERE run_id = $1 AND number = $2`,
    values: [run.id, number, page.cursor, page.betsDone, page.betsSettled, run.marketId, cursor],
  });
}

/** Most parts of a run. Several transactions, also of several processes, work on them side by side. */
const maxParts = 8;

/**
 * Counts the bets of a run that has one part, and divides those after the cursor into parts of at least a page; not a second
 * time: a part that was locked while another lane divided the run comes with the run as it was before. One statement.
 */
export async function divideRun(db: Queryable, { run }: RunPart, cursor: string, pageSize: number): Promise<void> {
  await db.query({
    name: 'settlement-divide-run',
    // SQL: in the transaction of the first page; three tables in one statement.
    text: `WITH undivided AS MATERIALIZED (SELECT id FROM settlement_run WHERE id = $1 AND bets IS NULL),
      all_bets AS MATERIALIZED (SELECT DISTINCT bet_id FROM bet_leg, undivided WHERE market_id = $2),
      counted AS (UPDATE settlement_run SET bets = (SELECT count(*) FROM all_bets) WHERE id IN (SELECT id FROM undivided)),
      rest AS MATERIALIZED (SELECT bet_id FROM all_bets WHERE bet_id > $3),
      parts AS MATERIALIZED (
        SELECT part, max(bet_id) AS until FROM (
          SELECT bet_id, ntile((SELECT least($5, greatest(1, count(*) / $4)) FROM rest)::int) OVER (ORDER BY bet_id) AS part
          FROM rest) divided
        GROUP BY part),
      ranges AS MATERIALIZED (
        SELECT part, lag(until) OVER (ORDER BY part) AS cursor, CASE WHEN part < max(part) OVER () THEN until END AS until FROM parts),
      first AS (
        UPDATE settlement_part SET until = ranges.until FROM ranges
        WHERE settlement_part.run_id = $1 AND settlement_part.number = 1 AND ranges.part = 1)
      INSERT INTO settlement_part (run_id, number, cursor, until) SELECT $1, part, cursor, until FROM ranges WHERE part > 1`,
    values: [run.id, run.marketId, cursor, pageSize, maxParts],
  });
}

/**
 * Ends a part, and returns whether it was the last one of its run. Locks the run first: of two parts that end at the same time,
 * the second one is the last. Two statements.
 */
export async function endPart(db: Queryable, { run, number }: RunPart): Promise<boolean> {
  await db.query({
    name: 'settlement-lock-run',
    // SQL: row lock.
    text: 'SELECT FROM settlement_run WHERE id = $1 FOR NO KEY UPDATE',
    values: [run.id],
  });
  const { rows } = await db.query<{ last: boolean }>({
    name: 'settlement-end-part',
    // SQL: two tables in one statement.
    text: `WITH ended AS (DELETE FROM settlement_part WHERE run_id = $1 AND number = $2 RETURNING bets_done, bets_settled)
      UPDATE settlement_run SET bets_done = settlement_run.bets_done + ended.bets_done,
        bets_settled = settlement_run.bets_settled + ended.bets_settled
      FROM ended WHERE id = $1
      RETURNING NOT EXISTS (SELECT FROM settlement_part WHERE run_id = $1 AND number <> $2) AS last`,
    values: [run.id, number],
  });
  return rows[0]!.last;
}
