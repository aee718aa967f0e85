import { isRefusal } from '@soko/refusals';
import type pg from 'pg';
import type { FeedLineOf } from '../../domain/feed/feed-line.ts';
import { resumeMarkets, suspendMarkets } from '../../domain/markets/market-steps.ts';
import type { Market } from '../../domain/markets/market.ts';
import { newMarket } from '../../domain/markets/new-market.ts';
import { readOdds } from '../../domain/markets/read-odds.ts';
import type { SelectionOdds } from '../../domain/markets/set-odds.ts';
import type { SportEvent } from '../../domain/markets/sport-event.ts';
import { findSelectionsOf } from '../../store/markets/find-markets.ts';
import type { Cause } from '../../store/markets/save-markets.ts';
import { saveSteps } from '../markets/change-markets.ts';
import { openMarket } from '../markets/create-market.ts';
import { applyOdds } from '../markets/set-odds.ts';

type Odds = FeedLineOf<'odds'>;

/** A locked event with its locked markets, and how the feed calls the market of a line. */
export interface FeedTarget {
  event: SportEvent;
  markets: readonly Market[];
  marketRef: string | null;
}

/** The market of a line, among the locked markets of its event. */
export const marketOf = ({ markets, marketRef }: FeedTarget): Market | undefined =>
  markets.find(({ feedRef }) => feedRef === marketRef);

async function createFromFeed(client: pg.PoolClient, { event, marketRef }: FeedTarget, line: Odds, cause: Cause) {
  if (line.marketType === undefined) return 'marketType: the market is new and needs its type.';
  const missing = line.selections.findIndex(({ odds }) => odds === undefined);
  if (missing !== -1) return `selections.${missing}.odds: the market is new and needs all odds.`;
  const selections = line.selections.map((each) => ({ ...each, odds: each.odds as string }));
  const { marketType: type, line: handicap, name, live: isLive, maxStakes } = line;
  const input = { type, line: handicap, name, isLive, maxStakes, selections };
  const created = newMarket(event, input, cause.trail.now(), marketRef);
  const opened = await openMarket(client, event, created, cause);
  return isRefusal(opened) ? opened.message : null;
}

/** Creates the market of an odds line, or changes its odds. Answers why the line cannot be applied, or null. */
export async function applyOddsLine(
  client: pg.PoolClient,
  target: FeedTarget,
  line: Odds,
  cause: Cause,
): Promise<string | null> {
  const market = marketOf(target);
  if (market === undefined) return createFromFeed(client, target, line, cause);
  const byOutcome = new Map((await findSelectionsOf(client, [market.id])).map((each) => [each.outcome, each]));
  const odds: SelectionOdds[] = [];
  for (const [index, { outcome, odds: text, status }] of line.selections.entries()) {
    const selection = byOutcome.get(outcome);
    if (selection === undefined) return `selections.${index}.outcome: the market has no outcome "${outcome}".`;
    const oddsMilli = text === undefined ? null : readOdds(text, `selections.${index}.odds`);
    odds.push({ selectionId: selection.id, oddsMilli, status: status ?? null });
  }
  const changed = await applyOdds(client, market, odds, { expectedVersion: null, cause });
  return isRefusal(changed) ? changed.message : null;
}

/** Suspends or resumes the market of a line, or all markets of its event that no trader suspended. */
export async function applyBetStop(
  client: pg.PoolClient,
  target: FeedTarget,
  line: FeedLineOf<'bet_stop'> | FeedLineOf<'bet_start'>,
  cause: Cause,
): Promise<string | null> {
  const market = marketOf(target);
  if (line.market !== undefined && market === undefined) return `market: "${line.market}" is not known.`;
  const markets = market === undefined ? target.markets : [market];
  const steps = line.type === 'bet_stop' ? suspendMarkets(markets, 'FEED') : resumeMarkets(markets, 'FEED');
  await saveSteps(client, steps, cause);
  return null;
}
