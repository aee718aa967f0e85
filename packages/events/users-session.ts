import { z } from 'zod';
import { topic } from './topic.ts';

export const usersSession = topic('users.session', 'Sessions that end before they expire', {
  revoked: z.object({
    userId: z.string(),
    reason: z
      .enum(['LOGGED_OUT', 'REVOKED', 'REUSED', 'PASSWORD_CHANGED', 'SUSPENDED', 'ERASED'])
      .describe('REUSED: a refresh token was used a second time, so it may be stolen.'),
  }),
});
