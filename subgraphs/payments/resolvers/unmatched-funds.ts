import { requireRole } from '@soko/auth';
import { toGraphMoney } from '@soko/money';
import { cursorOf, readPage, timeAndId, toConnection } from '@soko/pagination';
import type { QueryResolvers, UnmatchedFundsResolvers } from '../generated/graphql.ts';
import { listUnmatchedFunds } from '../store/unmatched-funds.ts';

const cursors = timeAndId('unmatched-funds');

export const unmatchedQuery: Pick<QueryResolvers, 'unmatchedFunds'> = {
  async unmatchedFunds(_, args, { db, viewer }) {
    requireRole(viewer, 'SUPPORT');
    const page = readPage(args, cursors);
    const rows = await listUnmatchedFunds(db, page);
    return toConnection(rows, page, ({ receivedAt, id }) => cursorOf(cursors, [receivedAt, id]));
  },
};

export const unmatchedFunds: UnmatchedFundsResolvers = {
  amount: ({ amountMinor, currency }) => (amountMinor === null ? null : toGraphMoney({ amountMinor, currency })),
};
