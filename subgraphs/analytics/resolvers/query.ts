import { requireRole } from '@soko/auth';
import { badUserInput } from '@soko/errors';
import { cursorOf, readPage, timeAndId, toConnection } from '@soko/pagination';
import type { EventFilter as EventFilterInput, QueryResolvers } from '../generated/graphql.ts';
import type { EventFilter } from '../domain/event-filter.ts';
import { listRecords } from '../store/event-records.ts';

const eventCursor = timeAndId();

/** Postgres cannot compare text with a NUL character. */
function readFilter(filter: EventFilterInput): EventFilter {
  const [field] = Object.entries(filter).find(([, value]) => typeof value === 'string' && value.includes('\0')) ?? [];
  if (field !== undefined) throw badUserInput(`The ${field} must not contain a NUL character.`, `filter.${field}`);
  return filter;
}

export const query: QueryResolvers = {
  async events(_parent, { filter, order, ...args }, { db, identity }) {
    requireRole(identity.viewer, 'ADMIN');
    const page = readPage(args, eventCursor);
    const found = await listRecords(db, readFilter(filter ?? {}), order === 'OLDEST_FIRST', page);
    return toConnection(found, page, ({ time, id }) => cursorOf(eventCursor, [time, id]));
  },
};
