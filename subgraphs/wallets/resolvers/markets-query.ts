import { badUserInput } from '@soko/errors';
import { isId } from '@soko/ids';
import { readOptional, readText } from '@soko/input';
import { cursorOf, readPage, timeAndId, toConnection } from '@soko/pagination';
import type { WalletsContext } from '../context.ts';
import type { Market } from '../domain/markets/market.ts';
import { maySeeMarket } from '../domain/markets/may-see.ts';
import type { QueryResolvers, SportEventFilter } from '../generated/graphql.ts';
import { type EventFilter, listSportEvents } from '../store/markets/list-events.ts';
import { listSports } from '../store/markets/sports.ts';

const eventCursors = timeAndId('sportEvents', (id) => isId('spe', id));

/** The market, or null when it does not exist or the viewer may not see it yet. */
export async function visibleMarket({ viewer, loaders }: WalletsContext, id: string): Promise<Market | null> {
  const found = await loaders.market.load(id);
  return found !== null && maySeeMarket(viewer, found) ? found : null;
}

function readFilter(filter: SportEventFilter | null | undefined): EventFilter {
  const { sportId, competitionId, status, live, from, to, search } = filter ?? {};
  if (from && to && from >= to) throw badUserInput('`to` must be after `from`.', 'filter.to');
  return {
    sportId: sportId ?? null,
    competitionId: competitionId ?? null,
    status: status ? [...new Set(status)] : null,
    live: live ?? null,
    from: from ?? null,
    to: to ?? null,
    search: readOptional(readText, search, 'filter.search', { min: 2, max: 100 }),
  };
}

export const marketsQuery = {
  sports: (_, __, { db }) => listSports(db),
  async sportEvents(_, { filter, ...args }, { pool, loaders }) {
    const page = readPage(args, eventCursors);
    const rows = await listSportEvents(pool, readFilter(filter), page);
    for (const event of rows) loaders.sportEvent.prime(event.id, event);
    return toConnection(rows, page, ({ startsAt, id }) => cursorOf(eventCursors, [startsAt, id]));
  },
  sportEvent: (_, { id }, { loaders }) => loaders.sportEvent.load(id),
  market: (_, { id }, context) => visibleMarket(context, id),
} satisfies QueryResolvers;
