import { requireRole } from '@soko/auth';
import { once, readIdempotencyKey } from '@soko/idempotency';
import type { WalletsContext } from '../../context.ts';
import type { Market } from '../../domain/markets/market.ts';
import type { WrongMarketStatus } from '../../domain/markets/refusals.ts';
import { checkResults, finalScore, resultsOfScore } from '../../domain/settlement/decide-results.ts';
import { voidResults } from '../../domain/settlement/derive-results.ts';
import type { ResultsUnknown, ScoreContradictsResults, SettlementRunning } from '../../domain/settlement/refusals.ts';
import type { KnownResult, SettledMarket } from '../../domain/settlement/results.ts';
import type { RunKind } from '../../domain/settlement/run.ts';
import { refuseRun } from '../../domain/settlement/settle-steps.ts';
import { findMarkets } from '../../store/markets/find-markets.ts';
import { readReason } from '../markets/read-reason.ts';
import { beginRun } from './begin-run.ts';
import { type LockedMarket, lockMarket } from './lock-market.ts';
import { readResults, type SelectionResultInput } from './read-results.ts';

interface MarketInput {
  idempotencyKey: string;
  marketId: string;
  reason?: string | null | undefined;
  results?: readonly SelectionResultInput[] | null | undefined;
}

type StepRefusal = WrongMarketStatus | SettlementRunning;

const marketOf = ({ market, selections }: LockedMarket): SettledMarket => ({ ...market, selections });

/** Begins a settlement, once for a key, and wakes the worker. A repeat returns the first result. */
async function settle<Refusal extends ResultsUnknown | ScoreContradictsResults>(
  context: WalletsContext,
  kind: RunKind,
  input: MarketInput,
  resultsOf: (locked: LockedMarket, given: readonly KnownResult[] | null) => readonly KnownResult[] | Refusal,
): Promise<Market | StepRefusal | Refusal> {
  const { viewer, pool, trail, settlements } = context;
  const { id: owner } = requireRole(viewer, 'TRADER');
  const key = readIdempotencyKey(input.idempotencyKey);
  const given = input.results == null ? null : readResults(input.results);
  const cause = { trail, reason: readReason(input.reason) };
  const { marketId } = input;
  const command = { owner, key, input: { command: kind, marketId, given, reason: cause.reason } };
  const result = await once<{ id: string } | StepRefusal | Refusal>(pool, command, async (tx) => {
    const locked = await lockMarket(tx, marketId);
    const { market, lastRun } = locked;
    const refusal = refuseRun(kind, market, lastRun);
    if (refusal !== null) return refusal;
    const results = resultsOf(locked, given);
    if (!Array.isArray(results)) return results as Refusal;
    await beginRun(tx, { kind, market, results: results as readonly KnownResult[] }, cause);
    return { id: market.id };
  });
  if ('__typename' in result) return result;
  settlements.wake();
  return (await findMarkets(pool, [result.id]))[0]!;
}

/** Gives a closed market its results, and begins to settle its bets. */
export const settleMarket = (context: WalletsContext, input: MarketInput) =>
  settle<ResultsUnknown | ScoreContradictsResults>(context, 'SETTLE', input, (locked, given) => {
    const score = finalScore(locked.event);
    return given === null ? resultsOfScore(marketOf(locked), score) : checkResults(marketOf(locked), given, score);
  });

/** Returns the stakes on a market that has no results. */
export const voidMarket = (context: WalletsContext, input: MarketInput & { reason: string }) =>
  settle<never>(context, 'VOID', input, voidResults);

/** Gives a settled market other results: earlier settlements of its bets are reversed. */
export const resettleMarket = (context: WalletsContext, input: MarketInput & { reason: string }) =>
  settle<ScoreContradictsResults>(context, 'RESETTLE', input, (locked, given) =>
    checkResults(marketOf(locked), given ?? [], finalScore(locked.event)),
  );
