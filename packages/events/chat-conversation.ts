import { z } from 'zod';
import { topic } from './topic.ts';

/** Facts that every event of a conversation repeats. */
const conversation = z.object({
  buyerId: z.string(),
  sellerId: z.string(),
  sellerUserId: z.string().describe('Id of the person who owns the seller account.'),
  storeId: z
    .string()
    .nullable()
    .optional()
    .describe('Id of the store whose team answers as well. Null without one, absent in older events.'),
  subjectKind: z.enum(['PRODUCT', 'ORDER']),
  subjectId: z.string().describe('Id of the product or the order.'),
  status: z.enum(['OPEN', 'BLOCKED', 'CLOSED']).describe('Status after the event.'),
});

const blocking = z.object({ conversation, blockerId: z.string(), blockedId: z.string() });

/** Subject: the conversation's id. Sequence: its version. No event has the text of a message. */
export const chatConversation = topic('chat.conversation', 'Conversations of buyers and sellers', {
  started: z.object({ conversation, starterId: z.string() }).describe('The first message follows.'),
  message_sent: z.object({
    conversation,
    messageId: z.string(),
    messageSequence: z.int().positive().describe('Position of the message in the conversation.'),
    senderId: z.string().describe('Id of the person who wrote it: for the seller also a member of the store’s team.'),
    recipientId: z.string().describe('Id of the person of the other side.'),
    pictures: z.int().nonnegative().describe('Number of pictures.'),
  }),
  read: z.object({
    conversation,
    readerId: z.string(),
    readSequence: z.int().positive().describe('Position of the last message that the side of the reader has read.'),
  }),
  blocked: blocking.describe(
    'Neither person can write. Published for every open conversation of the two: `chat.block` has the block itself.',
  ),
  unblocked: blocking.describe('Both people can write again.'),
  reported: z.object({
    conversation,
    reportId: z.string(),
    messageId: z.string(),
    reporterId: z.string(),
    reason: z.enum(['ABUSE', 'FRAUD', 'SPAM', 'OTHER']),
  }),
  report_decided: z.object({ conversation, reportId: z.string(), decision: z.enum(['DISMISS', 'CLOSE_CONVERSATION']) }),
  closed: z
    .object({ conversation, reason: z.enum(['SUPPORT', 'ERASURE']) })
    .describe('Support closed the conversation, or one of the two erased their account.'),
  message_waiting: z
    .object({
      conversation,
      recipientId: z.string(),
      unread: z.int().positive().describe('Number of unread messages.'),
      about: z.string().describe('Title of the product or number of the order.'),
    })
    .describe('Messages have been unread for minutes. Published once until the person reads the conversation.'),
});
