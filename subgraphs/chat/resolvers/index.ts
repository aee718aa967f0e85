import type { Resolvers } from '../generated/graphql.ts';
import { conversation, conversationConnection } from './conversation.ts';
import { message } from './message.ts';
import { messagePicture } from './message-picture.ts';
import { messageReport } from './message-report.ts';
import { mutation } from './mutation.ts';
import { order, product } from './subjects.ts';
import { query } from './query.ts';
import { subscription } from './subscription.ts';

export const resolvers: Resolvers = {
  Query: query,
  Mutation: mutation,
  Subscription: subscription,
  Conversation: conversation,
  ConversationConnection: conversationConnection,
  Message: message,
  MessagePicture: messagePicture,
  MessageReport: messageReport,
  Typing: { user: ({ userId }) => ({ id: userId }) },
  Product: product,
  Order: order,
};
