import { requireRole } from '@soko/auth';
import { cursorOf, readPage, timeAndId, toConnection } from '@soko/pagination';
import type { QueryResolvers } from '../generated/graphql.ts';
import { listRecords } from '../store/event-records.ts';
import { readPulse } from '../store/pulse.ts';
import { showPlatform, showStore } from './business.ts';
import { reportQuery } from './reports.ts';
import { showDashboard } from './seller-dashboard.ts';

const eventCursor = timeAndId('events');

export const query: QueryResolvers = {
  ...reportQuery,
  async events(_parent, { filter, order, ...args }, { db, identity }) {
    requireRole(identity.viewer, 'ADMIN');
    const page = readPage(args, eventCursor);
    const found = await listRecords(db, filter ?? {}, order === 'OLDEST_FIRST', page);
    return toConnection(found, page, ({ time, id }) => cursorOf(eventCursor, [time, id]));
  },
  platformPulse(_parent, _args, { pool, identity, now }) {
    requireRole(identity.viewer, 'ADMIN');
    return readPulse(pool, now());
  },
  platformDashboard(_parent, { range }, context) {
    requireRole(context.identity.viewer, 'ADMIN');
    return showPlatform(context, range);
  },
  storeDashboard: (_parent, { storeId, range }, context) => showStore(context, storeId, range),
  sellerDashboard(_parent, { range }, context) {
    requireRole(context.identity.viewer, 'SELLER');
    return showDashboard(context, range);
  },
};
