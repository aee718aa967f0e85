import type { Queryable } from '@soko/postgres';
import type { SettlementResult } from '../../domain/settlement/results.ts';
import type { SettlementRun } from '../../domain/settlement/run.ts';
import { type ResultRow, toResult, toResultRow } from './result-row.ts';

const doneByParts = (column: string) =>
  `(SELECT coalesce(sum(part.${column}), 0)::int FROM settlement_part part WHERE part.run_id = run.id)`;

/** Columns of `settlement_run run`. */
export const runColumns = `run.id, run.market_id AS "marketId", run.revision, run.kind, run.status, run.bets,
  run.bets_done + ${doneByParts('bets_done')} AS "betsDone", run.bets_settled + ${doneByParts('bets_settled')} AS "betsSettled",
  run.reason, run.actor_kind AS "actorKind", run.actor_id AS "actorId", run.correlation_id AS "correlationId",
  run.started_at AS "startedAt", run.done_at AS "doneAt"`;

/** A run that has not begun. */
export type NewRun = Omit<SettlementRun, 'status' | 'bets' | 'betsDone' | 'betsSettled' | 'doneAt'>;

/**
 * Saves a run with its results, which are the results of the selections from now on. The market must be locked. Its version
 * and status are saved with `saveMarketSteps`.
 */
export async function addRun(db: Queryable, run: NewRun, results: readonly SettlementResult[]): Promise<void> {
  const rows = results.map(({ result }) => toResultRow(result));
  await db.query({
    name: 'settlement-add-run',
    // SQL: in the transaction of the market's new status; five tables in one statement.
    text: `WITH run AS (
        INSERT INTO settlement_run (id, market_id, revision, kind, status, reason, actor_kind, actor_id, correlation_id, started_at)
        VALUES ($1, $2, $3, $4, 'RUNNING', $5, $6, $7, $8, $9) RETURNING id),
      given AS (
        SELECT * FROM unnest($10::text[], $11::text[], $12::int[], $13::int[]) AS given (selection_id, result, numerator, denominator)),
      part AS (INSERT INTO settlement_part (run_id, number) SELECT id, 1 FROM run),
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
    text: `SELECT DISTINCT ON (run.market_id) ${runColumns} FROM settlement_run run WHERE run.market_id = ANY($1)
      ORDER BY run.market_id, run.revision DESC`,
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
