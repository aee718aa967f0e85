import { requireRole } from '@soko/auth';
import { notFound } from '@soko/errors';
import type { WalletsContext } from '../../context.ts';
import type { Market } from '../../domain/markets/market.ts';
import { type SettlementRunning, settlementRunning } from '../../domain/settlement/refusals.ts';
import { findMarkets } from '../../store/markets/find-markets.ts';
import { findLastRuns } from '../../store/settlement/runs.ts';
import { retrySetAsideBets } from './retry-set-aside-bets.ts';

/** Tries the bets of a market that are set aside at once. Each is paid once, however often this is asked. */
export async function retryForMarket(
  context: WalletsContext,
  { marketId }: { marketId: string },
): Promise<Market | SettlementRunning> {
  requireRole(context.viewer, 'TRADER');
  const [market] = await findMarkets(context.pool, [marketId]);
  if (market === undefined) throw notFound(`Market ${marketId}`);
  const [run] = await findLastRuns(context.pool, [marketId]);
  if (run?.status === 'RUNNING') return settlementRunning(run);
  await retrySetAsideBets(context, marketId);
  return market;
}
