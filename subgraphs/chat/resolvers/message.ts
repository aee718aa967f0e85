import { userIdOf } from '@soko/auth';
import type { ChatContext } from '../context.ts';
import {
  type Conversation,
  otherSide,
  personOf,
  readingOf,
  sideOfSender,
  sideOfViewer,
} from '../domain/conversation.ts';
import type { Message } from '../domain/message.ts';
import type { MessageResolvers } from '../generated/graphql.ts';
import { visibleMessage } from './visible.ts';

async function conversationOf({ loaders }: ChatContext, { conversationId }: Message): Promise<Conversation> {
  const found = await loaders.conversation.load(conversationId);
  if (found === null) throw new Error(`Conversation ${conversationId} was deleted while it was read.`);
  return found;
}

/** The fields of a message. The place where it was found has checked that the viewer may see its conversation. */
export const message: MessageResolvers & { __resolveReference: unknown } = {
  __resolveReference: ({ id }: { id: string }, context: ChatContext) => visibleMessage(context, id),
  conversation: (parent, _, context) => conversationOf(context, parent),
  side: async (parent, _, context) => sideOfSender(await conversationOf(context, parent), parent.senderId),
  async sender(parent, _, context) {
    const conversation = await conversationOf(context, parent);
    return { id: personOf(conversation, sideOfSender(conversation, parent.senderId)) };
  },
  async writtenBy(parent, _, context) {
    const conversation = await conversationOf(context, parent);
    const isOfSeller = sideOfSender(conversation, parent.senderId) === 'SELLER';
    return isOfSeller && sideOfViewer(conversation, context.viewer) !== 'BUYER' ? { id: parent.senderId } : null;
  },
  async store(parent, _, context) {
    const conversation = await conversationOf(context, parent);
    const { storeId } = conversation;
    return storeId !== null && sideOfSender(conversation, parent.senderId) === 'SELLER' ? { id: storeId } : null;
  },
  clientId: ({ clientId, senderId }, _, { viewer }) => (userIdOf(viewer) === senderId ? clientId : null),
  pictures: ({ id }, _, { loaders }) => loaders.picturesOf.load(id),
  async isRead(parent, _, context) {
    const conversation = await conversationOf(context, parent);
    const reader = otherSide(sideOfSender(conversation, parent.senderId));
    return readingOf(conversation, reader).readSequence >= parent.sequence;
  },
};
