import { requireRole } from '@soko/auth';
import { notFound } from '@soko/errors';
import { inTransaction } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type pg from 'pg';
import type { WalletsContext } from '../../context.ts';
import { oddsChanged } from '../../domain/markets/market-events.ts';
import type { Market } from '../../domain/markets/market.ts';
import type { MarketChanged, WrongMarketStatus } from '../../domain/markets/refusals.ts';
import { readSelectionOdds, type SelectionOdds, setOdds as decide } from '../../domain/markets/set-odds.ts';
import type { SelectionStatus } from '../../domain/markets/statuses.ts';
import { findSelectionsOf, lockMarkets } from '../../store/markets/find-markets.ts';
import { type Cause, saveOdds } from '../../store/markets/save-markets.ts';
import { readReason } from './read-reason.ts';

interface SetOddsInput {
  marketId: string;
  expectedVersion: number;
  selections: readonly {
    selectionId: string;
    odds?: string | null | undefined;
    status?: SelectionStatus | null | undefined;
  }[];
  reason?: string | null | undefined;
}

/** Changes odds of a locked market. Equal odds change nothing. */
export async function applyOdds(
  client: pg.PoolClient,
  market: Market,
  odds: readonly SelectionOdds[],
  { expectedVersion, cause }: { expectedVersion: number | null; cause: Cause },
): Promise<Market | WrongMarketStatus | MarketChanged> {
  const steps = decide(market, await findSelectionsOf(client, [market.id]), odds, expectedVersion);
  if (isRefusal(steps)) return steps;
  if (steps.length === 0) return market;
  const after: Market = { ...market, version: market.version + 1 };
  const changed = steps.map((step) => step.after);
  await saveOdds(client, after, steps, cause, [oddsChanged(after, changed, cause.trail)]);
  return after;
}

/** Changes odds and statuses of selections of one market. */
export async function setOdds(
  { viewer, pool, trail }: WalletsContext,
  { marketId, expectedVersion, selections, ...input }: SetOddsInput,
): Promise<Market | WrongMarketStatus | MarketChanged> {
  requireRole(viewer, 'TRADER');
  const odds = readSelectionOdds(selections);
  const cause = { trail, reason: readReason(input.reason) };
  return inTransaction(pool, async (client) => {
    const [market] = await lockMarkets(client, [marketId]);
    if (market === undefined) throw notFound('The market');
    return applyOdds(client, market, odds, { expectedVersion, cause });
  });
}
