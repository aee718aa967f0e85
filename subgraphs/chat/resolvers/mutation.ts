import { answer } from '@soko/subgraph';
import { blockConversation, unblockConversation } from '../commands/block-conversation.ts';
import { createMessagePicture } from '../commands/create-message-picture.ts';
import { decideMessageReport } from '../commands/decide-message-report.ts';
import { markConversationRead } from '../commands/mark-conversation-read.ts';
import { reportMessage } from '../commands/report-message.ts';
import { sendMessage } from '../commands/send-message.ts';
import { setTyping } from '../commands/set-typing.ts';
import { startConversation } from '../commands/start-conversation.ts';
import type { MutationResolvers } from '../generated/graphql.ts';

export const mutation: MutationResolvers = {
  startConversation: async (_, { input }, context) => answer('Conversation', await startConversation(context, input)),
  sendMessage: async (_, { input }, context) => answer('Message', await sendMessage(context, input)),
  markConversationRead: async (_, { input }, context) =>
    answer('Conversation', await markConversationRead(context, input)),
  setTyping: async (_, { input }, context) => answer('Typing', await setTyping(context, input)),
  blockConversation: async (_, { input }, context) => answer('Conversation', await blockConversation(context, input)),
  unblockConversation: async (_, { input }, context) =>
    answer('Conversation', await unblockConversation(context, input)),
  reportMessage: async (_, { input }, context) => answer('MessageReport', await reportMessage(context, input)),
  decideMessageReport: async (_, { input }, context) =>
    answer('MessageReport', await decideMessageReport(context, input)),
  createMessagePicture: async (_, { input }, context) =>
    answer('MessagePicture', await createMessagePicture(context, input)),
};
