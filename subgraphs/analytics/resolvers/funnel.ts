import { answer } from '@soko/subgraph';
import { trackEvents } from '../commands/funnel/track-events.ts';
import type { AnalyticsContext } from '../context.ts';
import { type DashboardRange, periodsOf } from '../domain/dashboard-range.ts';
import { conversionOf, type FunnelCounts, noCounts } from '../domain/funnel/counts.ts';
import type { FunnelFiguresResolvers, MutationResolvers } from '../generated/graphql.ts';
import { countVisitors } from '../store/funnel/count-visitors.ts';

export interface ShownFunnel {
  total: FunnelCounts;
  before: FunnelCounts;
  periods: { from: string; to: string; figures: FunnelCounts }[];
}

/** The funnel of a dashboard, which knows the platform, the store or the seller that it is about. One statement. */
export async function showFunnel(
  board: DashboardRange & { scope: string },
  _: unknown,
  { pool }: AnalyticsContext,
): Promise<ShownFunnel> {
  const { total, byPeriod } = await countVisitors(pool, board.scope, board);
  return {
    total,
    before: byPeriod.get(null) ?? noCounts,
    periods: periodsOf(board).map((period) => ({ ...period, figures: byPeriod.get(period.from) ?? noCounts })),
  };
}

export const funnelMutation = {
  trackEvents: async (_, { input }, context) => answer('EventsTracked', await trackEvents(context, input)),
} satisfies MutationResolvers;

export const funnelFigures: FunnelFiguresResolvers = { conversion: conversionOf };
