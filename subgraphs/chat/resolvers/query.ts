import { requireRole, requireUser } from '@soko/auth';
import { isId } from '@soko/ids';
import { cursorOf, readPage, timeAndId, toConnection } from '@soko/pagination';
import type { Conversation } from '../domain/conversation.ts';
import type { Report } from '../domain/report.ts';
import type { QueryResolvers } from '../generated/graphql.ts';
import { listConversations } from '../store/conversation-rows.ts';
import { listReports } from '../store/reports.ts';
import { visibleConversation } from './visible.ts';

const conversationCursors = timeAndId('conversations', (id) => isId('cnv', id));
const reportCursors = timeAndId('messageReports', (id) => isId('rpt', id));

export const query: QueryResolvers = {
  conversation(_, { id }, context) {
    requireUser(context.viewer);
    return visibleConversation(context, id);
  },
  async conversations(_, args, { viewer, pool, loaders }) {
    const { id: userId } = requireUser(viewer);
    const page = readPage(args, conversationCursors);
    const found = await listConversations(pool, userId, page);
    for (const each of found) loaders.conversation.prime(each.id, each);
    return toConnection(found, page, ({ lastMessageAt, id }: Conversation) =>
      cursorOf(conversationCursors, [lastMessageAt, id]),
    );
  },
  async messageReports(_, { status, ...args }, { viewer, pool }) {
    requireRole(viewer, 'SUPPORT');
    const page = readPage(args, reportCursors);
    const found = await listReports(pool, status ?? null, page);
    return toConnection(found, page, ({ createdAt, id }: Report) => cursorOf(reportCursors, [createdAt, id]));
  },
};
