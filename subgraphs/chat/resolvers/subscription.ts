import { requireUser } from '@soko/auth';
import { notFound } from '@soko/errors';
import type { chatConversation, chatTyping, EventsOf } from '@soko/events';
import { live } from '@soko/subgraph';
import type { ChatContext } from '../context.ts';
import { type Conversation, personOf, sideOfSender, sideOfViewer } from '../domain/conversation.ts';
import type { Message } from '../domain/message.ts';
import type { Typing } from '../domain/typing.ts';
import type {
  SubscriptionMessageAddedArgs,
  SubscriptionResolvers,
  SubscriptionTypingArgs,
} from '../generated/graphql.ts';
import { findStoresOf } from '../store/known-teams.ts';
import { visibleConversation, visibleMessage } from './visible.ts';

async function followConversation(conversationId: string, context: ChatContext): Promise<readonly string[]> {
  requireUser(context.viewer);
  if ((await visibleConversation(context, conversationId)) === null) throw notFound('The conversation');
  return [conversationId];
}

export const subscription: SubscriptionResolvers = {
  messageAdded: live<SubscriptionMessageAddedArgs, ChatContext, Message>({
    follow: ({ conversationId }, context) => followConversation(conversationId, context),
    async answer({ envelope }, { conversationId }, context) {
      if (envelope.type !== 'chat.conversation.message_sent' || envelope.subject !== conversationId) return null;
      const { data } = envelope as EventsOf<typeof chatConversation> & { type: 'chat.conversation.message_sent' };
      const found = await visibleMessage(context, data.messageId);
      return found?.conversationId === conversationId ? found : null;
    },
  }),
  typing: live<SubscriptionTypingArgs, ChatContext, Typing>({
    follow: ({ conversationId }, context) => followConversation(conversationId, context),
    async answer({ envelope }, { conversationId }, context) {
      requireUser(context.viewer);
      const { subject, data } = envelope as EventsOf<typeof chatTyping>;
      if (subject !== conversationId) return null;
      const found = await visibleConversation(context, conversationId);
      // Support reads, and does not watch people write.
      const own = found && sideOfViewer(found, context.viewer);
      if (found === null || own === null) return null;
      const writing = sideOfSender(found, data.userId);
      return writing === own ? null : { ...data, userId: personOf(found, writing) };
    },
  }),
  inboxChanged: live<object, ChatContext, Conversation>({
    async follow(_, { viewer, pool }) {
      const { id: userId } = requireUser(viewer);
      return [userId, ...(await findStoresOf(pool, userId))];
    },
    async answer({ envelope }, _, context) {
      requireUser(context.viewer);
      const found = await context.loaders.conversation.load(envelope.subject);
      return found !== null && sideOfViewer(found, context.viewer) !== null ? found : null;
    },
  }),
};
