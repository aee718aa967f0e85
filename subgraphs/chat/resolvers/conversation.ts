import { userIdOf } from '@soko/auth';
import { cursorOf, numberAlone, readPage, toConnection } from '@soko/pagination';
import type { ChatContext } from '../context.ts';
import { personOf, readingOf, sideOfViewer } from '../domain/conversation.ts';
import type { ConversationConnectionResolvers, ConversationResolvers } from '../generated/graphql.ts';
import { countUnread } from '../store/conversation-rows.ts';
import { visibleConversation } from './visible.ts';

const cursors = numberAlone('messages');

/** The fields of a conversation. The place where it was found has checked that the viewer may see it. */
export const conversation: ConversationResolvers & { __resolveReference: unknown } = {
  __resolveReference: ({ id }: { id: string }, context: ChatContext) => visibleConversation(context, id),
  product: ({ subjectKind, subjectId }) => (subjectKind === 'PRODUCT' ? { id: subjectId } : null),
  order: ({ subjectKind, subjectId }) => (subjectKind === 'ORDER' ? { id: subjectId } : null),
  buyer: ({ buyerId }) => ({ id: buyerId }),
  seller: ({ sellerId }) => ({ id: sellerId }),
  store: ({ storeId }) => (storeId === null ? null : { id: storeId }),
  viewerSide: (parent, _, { viewer }) => sideOfViewer(parent, viewer),
  isBlockedByViewer(parent, _, { viewer }) {
    const side = sideOfViewer(parent, viewer);
    return side !== null && parent.blockedBy.includes(personOf(parent, side));
  },
  unreadCount(parent, _, { viewer }) {
    const side = sideOfViewer(parent, viewer);
    return side === null ? 0 : readingOf(parent, side).unread;
  },
  lastMessage: ({ id }, _, { loaders }) => loaders.lastMessage.load(id),
  async messages({ id }, args, { loaders }) {
    const page = readPage(args, cursors);
    const found = await loaders.messagesOf(page).load(id);
    return toConnection(found, page, ({ sequence }) => cursorOf(cursors, [sequence]));
  },
};

export const conversationConnection: ConversationConnectionResolvers = {
  unreadCount({ storeId }, _, { pool, viewer }) {
    const userId = userIdOf(viewer);
    return userId === null ? 0 : countUnread(pool, { userId, storeId });
  },
};
