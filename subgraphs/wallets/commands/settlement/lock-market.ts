import { notFound } from '@soko/errors';
import type pg from 'pg';
import type { Market, Selection } from '../../domain/markets/market.ts';
import type { SportEvent } from '../../domain/markets/sport-event.ts';
import type { SettlementRun } from '../../domain/settlement/run.ts';
import { lockSportEvent } from '../../store/markets/find-events.ts';
import { findMarkets, findSelectionsOf, lockMarkets } from '../../store/markets/find-markets.ts';
import { findLastRuns } from '../../store/settlement/runs.ts';

/** A market that is locked with its event, and what decides its settlement. */
export interface LockedMarket {
  event: SportEvent;
  market: Market;
  selections: readonly Selection[];
  lastRun: SettlementRun | null;
}

/** Locks a market and its event. Throws NOT_FOUND. */
export async function lockMarket(tx: pg.PoolClient, marketId: string): Promise<LockedMarket> {
  const [known] = await findMarkets(tx, [marketId]);
  const event = known === undefined ? null : await lockSportEvent(tx, known.eventId);
  const [market] = await lockMarkets(tx, [marketId]);
  if (event === null || market === undefined) throw notFound('The market');
  const [lastRun = null] = await findLastRuns(tx, [marketId]);
  return { event, market, selections: await findSelectionsOf(tx, [marketId]), lastRun };
}
