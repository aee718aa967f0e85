import { requireRole } from '@soko/auth';
import { isId } from '@soko/ids';
import { cursorOf, readPage, timeAndId, toConnection } from '@soko/pagination';
import type { QueryResolvers, SetAsideBetResolvers } from '../generated/graphql.ts';
import { listSetAside } from '../store/settlement/set-aside-bets.ts';

const cursors = timeAndId('setAsideBets', (id) => isId('bet', id));

export const setAsideBetsQuery = {
  async setAsideBets(_, { marketId, ...args }, { pool, viewer }) {
    requireRole(viewer, 'TRADER');
    const page = readPage(args, cursors);
    const found = await listSetAside(pool, marketId ?? null, page);
    return toConnection(found, page, ({ since, betId }) => cursorOf(cursors, [since, betId]));
  },
} satisfies QueryResolvers;

export const setAsideBet: SetAsideBetResolvers = {
  bet: async ({ betId }, _, { loaders }) => (await loaders.bet.load(betId))!,
  market: async ({ marketId }, _, { loaders }) => (await loaders.market.load(marketId))!,
};
