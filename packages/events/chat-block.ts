import { z } from 'zod';
import { topic } from './topic.ts';

const pair = z.object({ blockerId: z.string(), blockedId: z.string() });

/** Subject: the ids of the person who blocks and of the one who is blocked, with a colon. Sequence: the number of changes of this block. */
export const chatBlock = topic('chat.block', 'People who block other people', {
  added: pair.describe('Also published once for a block of before this event existed.'),
  removed: pair.describe('The other person may still block this one.'),
  erased: pair.describe('One of the two erased their account. No event of the two follows: copies delete the pair.'),
});
