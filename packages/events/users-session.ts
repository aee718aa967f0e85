import { z } from 'zod';
import { topic } from './topic.ts';

export const usersSession = topic('users.session', 'Log-ins that end before their time', {
  revoked: z.object({
    userId: z.string(),
    reason: z
      .enum(['LOGGED_OUT', 'REVOKED', 'REUSED', 'PASSWORD_CHANGED', 'SUSPENDED', 'ERASED'])
      .describe('REUSED: a refresh token came a second time, so that somebody else may hold it.'),
  }),
});
