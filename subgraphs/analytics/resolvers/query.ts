import { hasRole, type Viewer } from '@soko/auth';
import { badUserInput, forbidden, unauthenticated } from '@soko/errors';
import { toConnection } from '@soko/pagination';
import type { EventFilter as EventFilterInput, QueryResolvers } from '../generated/graphql.ts';
import type { EventFilter } from '../domain/event-filter.ts';
import { cursorOf, readEventPage } from './event-page.ts';

function demandAdmin(viewer: Viewer): void {
  if (viewer.kind === 'anonymous') throw unauthenticated();
  if (!hasRole(viewer, 'ADMIN')) throw forbidden('The record of events is for administrators.');
}

function readFilter(filter: EventFilterInput): EventFilter {
  const [field] = Object.entries(filter).find(([, value]) => typeof value === 'string' && value.includes('\0')) ?? [];
  if (field !== undefined) throw badUserInput('No event has this value.', `filter.${field}`);
  return filter;
}

export const query: QueryResolvers = {
  async events(_parent, { filter, order, ...args }, { identity, records }) {
    demandAdmin(identity.viewer);
    const page = readEventPage(args);
    const found = await records.page(readFilter(filter ?? {}), order === 'OLDEST_FIRST', page);
    return toConnection(found, page, cursorOf);
  },
};
