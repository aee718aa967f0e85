import { z } from 'zod';
import { topic } from './topic.ts';

/** Subject: the conversation's id. Never saved in an outbox: such an event may be lost, and is out of date in seconds. */
export const chatTyping = topic(
  'chat.typing',
  'People who are writing a message',
  { changed: z.object({ userId: z.string(), isTyping: z.boolean() }) },
  { isFleeting: true },
);
