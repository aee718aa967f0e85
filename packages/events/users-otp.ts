import { z } from 'zod';
import { personal } from './personal.ts';
import { topic } from './topic.ts';

const channel = z.enum(['EMAIL', 'SMS']);
const purpose = z.enum(['SIGNUP', 'LOGIN', 'WITHDRAW', 'RESET', 'EMAIL_CHANGE', 'PHONE', 'KEY_EXPORT']);

export const usersOtp = topic(
  'users.otp',
  'One-time codes',
  {
    requested: z.object({
      userId: z.string(),
      channel,
      purpose,
      to: personal(z.string().describe('Email address or phone number that receives the code.')),
      locale: z.string().describe('Language of the person, a BCP 47 tag.'),
      code: z.string().describe('Six digits, sealed for the purpose `otp`.'),
      expiresAt: z.iso.datetime(),
    }),
    verified: z.object({ userId: z.string(), channel, purpose }),
    locked: z.object({ userId: z.string(), purpose }).describe('All attempts were used: the code may be under attack.'),
  },
  { personOf: ({ data }) => data.userId },
);
