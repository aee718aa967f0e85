import { requireRole, requireUser } from '@soko/auth';
import { readList } from '@soko/input';
import { isId } from '@soko/ids';
import { type CursorCodec, cursorOf, readPage, timeAndId, toConnection } from '@soko/pagination';
import { quoteBet } from '../commands/bets/quote-bet.ts';
import type { QueryResolvers } from '../generated/graphql.ts';
import { listBettingLimits } from '../store/bets/betting-limits.ts';
import { listExposures } from '../store/bets/exposure.ts';
import { listBets } from '../store/bets/list-bets.ts';
import { visibleBet } from './bets.ts';

const betCursors = timeAndId('bets', (id) => isId('bet', id));

const exposureCursors: CursorCodec<readonly [openMinor: string, subjectId: string]> = {
  list: 'exposure',
  write: (cursor) => cursor,
  read: ([openMinor, subjectId, ...others]) =>
    typeof openMinor === 'string' &&
    /^\d{1,18}$/.test(openMinor) &&
    typeof subjectId === 'string' &&
    others.length === 0
      ? [openMinor, subjectId]
      : null,
};

export const betsQuery = {
  quoteBet: (_, { input }, context) => quoteBet(context, input),
  bet: (_, { id }, context) => visibleBet(context, id),
  async bets(_, { filter, ...args }, { pool, viewer }) {
    const { id } = requireUser(viewer);
    const page = readPage(args, betCursors);
    const { status, from, to, currency } = filter ?? {};
    const wanted = { statuses: status ?? null, from: from ?? null, to: to ?? null, currency: currency ?? null };
    const found = await listBets(pool, id, wanted, page);
    return toConnection(found, page, (bet) => cursorOf(betCursors, [bet.placedAt, bet.id]));
  },
  bettingLimits: (_, _args, { db }) => listBettingLimits(db),
  async exposure(_, { filter, ...args }, { pool, viewer }) {
    requireRole(viewer, 'TRADER');
    const page = readPage(args, exposureCursors);
    const { scope, currency, subjectIds } = filter;
    const ids = subjectIds == null ? null : readList(subjectIds, 'filter.subjectIds', { min: 0, max: 100 });
    const found = await listExposures(pool, { scope, currency, subjectIds: ids }, page);
    return toConnection(found, page, ({ openMinor, subjectId }) =>
      cursorOf(exposureCursors, [`${openMinor}`, subjectId]),
    );
  },
} satisfies QueryResolvers;
