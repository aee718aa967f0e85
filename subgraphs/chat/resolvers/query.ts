import { requireRole, requireService, requireUser } from '@soko/auth';
import { forbidden } from '@soko/errors';
import { isId } from '@soko/ids';
import { readPersonalPart } from '@soko/subgraph';
import { cursorOf, readPage, timeAndId, toConnection } from '@soko/pagination';
import type { Conversation } from '../domain/conversation.ts';
import type { Report } from '../domain/report.ts';
import type { QueryResolvers } from '../generated/graphql.ts';
import { listConversations } from '../store/conversation-rows.ts';
import { answersForStore } from '../store/known-teams.ts';
import { personalData } from '../store/personal-data.ts';
import { listReports } from '../store/reports.ts';
import { visibleConversation } from './visible.ts';

const conversationCursors = timeAndId('conversations', (id) => isId('cnv', id));
const reportCursors = timeAndId('messageReports', (id) => isId('rpt', id));

export const query: QueryResolvers = {
  conversation(_, { id }, context) {
    requireUser(context.viewer);
    return visibleConversation(context, id);
  },
  async conversations(_, { storeId: wanted, ...args }, { viewer, pool, loaders }) {
    const { id: userId } = requireUser(viewer);
    const page = readPage(args, conversationCursors);
    const storeId = wanted ?? null;
    if (storeId !== null && !(await answersForStore(pool, userId, storeId))) {
      throw forbidden('This requires the role ADMIN, MEMBER or SUPPORT in the store.');
    }
    const found = await listConversations(pool, { userId, storeId }, page);
    for (const each of found) loaders.conversation.prime(each.id, each);
    const connection = toConnection(found, page, ({ lastMessageAt, id }: Conversation) =>
      cursorOf(conversationCursors, [lastMessageAt, id]),
    );
    return { ...connection, storeId };
  },
  chatDataOf(_, { userId, after }, { viewer, pool }) {
    requireService(viewer);
    return readPersonalPart(pool, personalData, userId, after ?? null);
  },
  async messageReports(_, { status, ...args }, { viewer, pool }) {
    requireRole(viewer, 'SUPPORT');
    const page = readPage(args, reportCursors);
    const found = await listReports(pool, status ?? null, page);
    return toConnection(found, page, ({ createdAt, id }: Report) => cursorOf(reportCursors, [createdAt, id]));
  },
};
