import { newEvent, walletsSportEvent } from '@soko/events';
import type pg from 'pg';
import type { Market } from '../../domain/markets/market.ts';
import { marketSettled } from '../../domain/settlement/market-events.ts';
import type { RunPart, SettlementRun } from '../../domain/settlement/run.ts';
import { endStep, settledEvent } from '../../domain/settlement/settle-steps.ts';
import { lockSportEvent } from '../../store/markets/find-events.ts';
import { findMarkets, lockMarketsOf } from '../../store/markets/find-markets.ts';
import { saveSportEvent } from '../../store/markets/save-events.ts';
import { type Cause, saveMarketSteps } from '../../store/markets/save-markets.ts';
import { endPart } from '../../store/settlement/parts.ts';
import { endRun, findLastRuns, findResultsOf } from '../../store/settlement/runs.ts';
import { trailOfRun } from './settle-page.ts';

async function endMarket(tx: pg.PoolClient, run: SettlementRun, market: Market, cause: Cause): Promise<Market> {
  const step = endStep(run, market);
  if (step === null) return market;
  const event = marketSettled(step.after, run.revision, await findResultsOf(tx, run.id), cause.trail);
  await saveMarketSteps(tx, [step], cause, [event]);
  return step.after;
}

/** Ends a run whose bets are all done: its market is settled, and its event when nothing else is open. */
async function finishRun(tx: pg.PoolClient, run: SettlementRun, { now }: { now: () => Date }): Promise<void> {
  const cause: Cause = { trail: trailOfRun(run, now), reason: run.reason };
  const [{ eventId }] = (await findMarkets(tx, [run.marketId])) as [Market];
  const event = (await lockSportEvent(tx, eventId))!;
  const markets = await lockMarketsOf(tx, eventId);
  await endRun(tx, run.id, now());
  const ended: Market[] = [];
  for (const market of markets)
    ended.push(market.id === run.marketId ? await endMarket(tx, run, market, cause) : market);
  const runs = await findLastRuns(
    tx,
    markets.map(({ id }) => id),
  );
  const settled = settledEvent(event, ended, runs);
  if (settled === null) return;
  const of = { subject: event.id, sequence: settled.version };
  await saveSportEvent(tx, event, settled, cause, [
    newEvent(walletsSportEvent, 'settled', { ...of, data: {} }, cause.trail),
  ]);
}

/** Ends a part whose bets are all done, and its run with the last one. */
export async function finishPart(tx: pg.PoolClient, part: RunPart, settings: { now: () => Date }): Promise<void> {
  if (await endPart(tx, part)) await finishRun(tx, part.run, settings);
}
