import { isRefusal } from '@soko/refusals';
import type pg from 'pg';
import type { FeedLineOf } from '../../domain/feed/feed-line.ts';
import type { LineProblem } from '../../domain/feed/line-problem.ts';
import { closeMarkets } from '../../domain/markets/market-steps.ts';
import type { Market, Selection } from '../../domain/markets/market.ts';
import { checkResults, finalScore } from '../../domain/settlement/decide-results.ts';
import type { SportEventAction } from '../../domain/markets/event-steps.ts';
import type { SportEvent } from '../../domain/markets/sport-event.ts';
import { contradictsScore, type MarketWithSelections } from '../../domain/settlement/plan-event.ts';
import { voidResults } from '../../domain/settlement/derive-results.ts';
import type { SettlementResult } from '../../domain/settlement/results.ts';
import type { RunKind } from '../../domain/settlement/run.ts';
import { refuseRun } from '../../domain/settlement/settle-steps.ts';
import { findSelectionsOf, lockMarketsOf } from '../../store/markets/find-markets.ts';
import type { Cause } from '../../store/markets/save-markets.ts';
import { findLastRuns } from '../../store/settlement/runs.ts';
import { applyEventChange } from '../markets/apply-event-change.ts';
import { saveSteps } from '../markets/change-markets.ts';
import { beginRun } from '../settlement/begin-run.ts';
import { readResults, type SelectionResultInput } from '../settlement/read-results.ts';
import { voidMarkets } from '../settlement/void-markets.ts';
import { type FeedTarget, marketOf } from './apply-market-line.ts';

type Settlement = FeedLineOf<'settlement'>;

const unknownMarket = ({ market }: { market?: string | undefined }): string => `market: "${market}" is not known.`;

/** The results of a line by selection, or why they are not those of the market. */
function resultsOf({ results }: Settlement, selections: readonly Selection[]): SelectionResultInput[] | string {
  const bySelection = new Map<string, SelectionResultInput>();
  for (const [index, { outcome, result, deadHeat }] of results.entries()) {
    const selectionId = selections.find((each) => each.outcome === outcome)?.id;
    if (selectionId === undefined) return `results.${index}.outcome: the market has no outcome "${outcome}".`;
    if (bySelection.has(selectionId)) return `results.${index}.outcome: "${outcome}" has two results.`;
    bySelection.set(selectionId, { selectionId, result, deadHeat });
  }
  const missing = selections.find(({ id }) => !bySelection.has(id));
  return missing === undefined ? [...bySelection.values()] : `results: the outcome "${missing.outcome}" has no result.`;
}

/** Begins a settlement, unless the market has another status or is still being settled. */
async function begin(
  client: pg.PoolClient,
  kind: RunKind,
  market: Market,
  results: readonly SettlementResult[],
  cause: Cause,
): Promise<LineProblem> {
  const [lastRun = null] = await findLastRuns(client, [market.id]);
  const refusal = refuseRun(kind, market, lastRun);
  if (refusal !== null) return refusal.__typename === 'SettlementRunning' ? refusal : refusal.message;
  await beginRun(client, { kind, market, results }, cause);
  return null;
}

/** Closes a market that is still open, as its results are known. */
async function close(client: pg.PoolClient, market: Market, cause: Cause): Promise<Market> {
  const steps = closeMarkets([market]);
  await saveSteps(client, steps, cause);
  return steps[0]?.after ?? market;
}

/** True for a market whose results are no longer those of the final score, which was corrected. */
function isOutdated(event: SportEvent, facts: MarketWithSelections): boolean {
  const score = finalScore(event);
  return facts.market.status === 'SETTLED' && score !== null && contradictsScore(facts, score);
}

/** Settles the market of a line, also again after a rollback or a corrected score. Answers why the line cannot be applied, or null. */
export async function applySettlement(
  client: pg.PoolClient,
  target: FeedTarget,
  line: Settlement,
  cause: Cause,
): Promise<LineProblem> {
  const market = marketOf(target);
  if (market === undefined) return unknownMarket(line);
  const selections = await findSelectionsOf(client, [market.id]);
  const given = resultsOf(line, selections);
  if (typeof given === 'string') return given;
  const results = checkResults({ ...market, selections }, readResults(given), finalScore(target.event));
  if (isRefusal(results)) return `results: ${results.message}`;
  const [lastRun = null] = await findLastRuns(client, [market.id]);
  if (market.status === 'RESETTLING' || isOutdated(target.event, { market, selections, lastRun, formerScore: null }))
    return begin(client, 'RESETTLE', market, results, cause);
  return begin(client, 'SETTLE', await close(client, market, cause), results, cause);
}

/** Takes the results of a market back: its bets are open until the next settlement. */
export async function applyRollback(
  client: pg.PoolClient,
  target: FeedTarget,
  line: FeedLineOf<'rollback'>,
  cause: Cause,
): Promise<LineProblem> {
  const market = marketOf(target);
  if (market === undefined) return unknownMarket(line);
  const selections = await findSelectionsOf(client, [market.id]);
  const open = selections.map(({ id }) => ({ selectionId: id, result: null }));
  return begin(client, 'ROLLBACK', market, open, cause);
}

/** The step of an event that is cancelled; none once it is over. */
function cancellationOf({ status }: SportEvent): SportEventAction | null {
  if (status === 'LIVE') return 'ABANDON';
  return status === 'SCHEDULED' || status === 'POSTPONED' ? 'CANCEL' : null;
}

/**
 * Cancels an event, or abandons it while it is played, and returns the stakes on its markets without results. Of an event
 * that is over, abandoned or cancelled, it returns the stakes that are left.
 */
async function cancelEvent(client: pg.PoolClient, { event }: FeedTarget, cause: Cause): Promise<string | null> {
  const action = cancellationOf(event);
  const changed = action === null ? event : await applyEventChange(client, event, { action }, cause);
  if (isRefusal(changed)) return changed.message;
  await voidMarkets(client, await lockMarketsOf(client, event.id), cause);
  return null;
}

/** Voids the market of a line, also after a rollback, or all markets of its event that have no results. */
export async function applyCancel(
  client: pg.PoolClient,
  target: FeedTarget,
  line: FeedLineOf<'cancel'>,
  cause: Cause,
): Promise<LineProblem> {
  if (line.market === undefined) return cancelEvent(client, target, cause);
  const market = marketOf(target);
  if (market === undefined) return unknownMarket(line);
  const results = voidResults({ selections: await findSelectionsOf(client, [market.id]) });
  return begin(client, market.status === 'RESETTLING' ? 'RESETTLE' : 'VOID', market, results, cause);
}
