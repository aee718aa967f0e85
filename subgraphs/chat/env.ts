import { days } from '@soko/env';
import { oldSealKeys, sealKey } from '@soko/env/known';
import { mediaEnv } from '@soko/media/env';
import { z } from 'zod';

const count = (fallback: number, max: number) => z.coerce.number().int().min(1).max(max).default(fallback);

/** The variables that chat reads. */
export const chatEnv = {
  ...mediaEnv,
  SOKO_SEAL_KEY: sealKey,
  SOKO_SEAL_KEYS_OLD: oldSealKeys,
  CHAT_MASKING: z
    .enum(['before-order', 'always', 'never'])
    .default('before-order')
    .describe(
      'Conversations in which email addresses, phone numbers, links and handles are replaced by `•••`: those about products (`before-order`), all, or none.',
    ),
  CHAT_MESSAGES_PER_MINUTE: count(120, 100_000).describe('Messages that one person sends in a minute.'),
  CHAT_CONVERSATIONS_PER_HOUR: count(60, 100_000).describe('Conversations that one person starts in an hour.'),
  CHAT_WAITING_SECONDS: count(300, 604_800).describe(
    'Time in seconds after which a person is notified of an unread message.',
  ),
  CHAT_MAX_PICTURE_BYTES: count(10_485_760, 104_857_600).describe('Maximum size of a picture in bytes.'),
  CHAT_PICTURE_LINK_SECONDS: z.coerce
    .number()
    .int()
    .min(30)
    .max(86_400)
    .default(600)
    .describe('Time in seconds for which the URL of a picture is valid.'),
  CHAT_DAYS: days(730).describe('Days after its last message for which a conversation is kept.'),
};
