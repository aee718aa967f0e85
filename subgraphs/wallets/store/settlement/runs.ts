import type { Queryable } from '@soko/postgres';
import type { SettlementResult } from '../../domain/settlement/results.ts';
import type { SettlementRun } from '../../domain/settlement/run.ts';
import { type ResultRow, toResult, toResultRow } from './result-row.ts';

const columns = `id, market_id AS "marketId", revision, kind, status, cursor, bets, bets_done AS "betsDone",
  bets_settled AS "betsSettled", reason, actor_kind AS "actorKind", actor_id AS "actorId",
  correlation_id AS "correlationId", started_at AS "startedAt", done_at AS "doneAt"`;

/** A run that has not begun. */
export type NewRun = Omit<SettlementRun, 'status' | 'cursor' | 'bets' | 'betsDone' | 'betsSettled' | 'doneAt'>;

/**
 * Saves a run with its results, which are the results of the selections from now on. The market must be locked. Its version
 * and status are saved with `saveMarketSteps`.
 */
export async function addRun(db: Queryable, run: NewRun, results: readonly SettlementResult[]): Promise<void> {
  const rows = results.map(({ result }) => toResultRow(result));
  await db.query({
    name: 'settlement-add-run',
    // SQL: in the transaction of the market's new status; four tables in one statement.
    text: `WITH run AS (
        INSERT INTO settlement_run (id, market_id, revision, kind, status, reason, actor_kind, actor_id, correlation_id, started_at)
        VALUES ($1, $2, $3, $4, 'RUNNING', $5, $6, $7, $8, $9) RETURNING id),
      given AS (
        SELECT * FROM unnest($10::text[], $11::text[], $12::int[], $13::int[]) AS given (selection_id, result, numerator, denominator)),
      revised AS (UPDATE market SET settlement_revision = $3 WHERE id = $2),
      selected AS (
        UPDATE selection SET result = given.result, result_numerator = given.numerator, result_denominator = given.denominator
        FROM given WHERE selection.id = given.selection_id)
      INSERT INTO settlement_result (run_id, selection_id, result, numerator, denominator)
      SELECT run.id, given.* FROM run, given`,
    values: [
      run.id,
      run.marketId,
      run.revision,
      run.kind,
      run.reason,
      run.actorKind,
      run.actorId,
      run.correlationId,
      run.startedAt,
      results.map(({ selectionId }) => selectionId),
      rows.map(({ result }) => result),
      rows.map(({ numerator }) => numerator),
      rows.map(({ denominator }) => denominator),
    ],
  });
}

/**
 * Locks the run that waited longest for a turn, until the end of the transaction; null when every run is done or locked by
 * others. Markets thus take turns, and a process that dies gives its run back at once.
 */
export async function claimRun(db: Queryable): Promise<SettlementRun | null> {
  const { rows } = await db.query<SettlementRun>({
    name: 'settlement-claim-run',
    // SQL: Prisma has no SKIP LOCKED.
    text: `SELECT ${columns} FROM settlement_run WHERE status = 'RUNNING' ORDER BY turn LIMIT 1 FOR UPDATE SKIP LOCKED`,
  });
  return rows[0] ?? null;
}

/** Saves that a page is done, and puts the run behind the others. The first page counts the bets. */
export async function savePage(
  db: Queryable,
  run: SettlementRun,
  page: { cursor: string; betsDone: number; betsSettled: number },
): Promise<void> {
  await db.query({
    name: 'settlement-save-page',
    // SQL: in the transaction of the page.
    text: `UPDATE settlement_run SET cursor = $2, bets_done = bets_done + $3, bets_settled = bets_settled + $4, turn = DEFAULT,
        bets = coalesce(bets, (SELECT count(DISTINCT bet_id) FROM bet_leg WHERE bet_leg.market_id = settlement_run.market_id))
      WHERE id = $1`,
    values: [run.id, page.cursor, page.betsDone, page.betsSettled],
  });
}

/** Ends a run. */
export async function endRun(db: Queryable, id: string, at: Date): Promise<void> {
  await db.query({
    name: 'settlement-end-run',
    // SQL: in the transaction of the market's final status.
    text: `UPDATE settlement_run SET status = 'DONE', done_at = $2, bets = coalesce(bets, 0) WHERE id = $1`,
    values: [id, at],
  });
}

/** The last run of each market that has one. */
export async function findLastRuns(db: Queryable, marketIds: readonly string[]): Promise<SettlementRun[]> {
  const { rows } = await db.query<SettlementRun>({
    name: 'settlement-last-runs',
    // SQL: one row of each market.
    text: `SELECT DISTINCT ON (market_id) ${columns} FROM settlement_run WHERE market_id = ANY($1)
      ORDER BY market_id, revision DESC`,
    values: [marketIds],
  });
  return rows;
}

/** The results of a run. */
export async function findResultsOf(db: Queryable, runId: string): Promise<SettlementResult[]> {
  const { rows } = await db.query<ResultRow & { selectionId: string }>({
    name: 'settlement-results-of-run',
    // SQL: in the transaction that ends the run.
    text: `SELECT selection_id AS "selectionId", result, numerator, denominator FROM settlement_result WHERE run_id = $1`,
    values: [runId],
  });
  return rows.map(({ selectionId, ...row }) => ({ selectionId, result: toResult(row) }));
}
