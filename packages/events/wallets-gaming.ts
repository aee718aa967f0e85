import { z } from 'zod';
import { topic } from './topic.ts';

const amountMinor = z.string().regex(/^\d+$/).nullable();
const by = z.enum(['USER', 'SUPPORT']);

/** Subject: the person's id. */
export const walletsGaming = topic('wallets.gaming', 'Responsible gaming', {
  limit_changed: z
    .object({
      kind: z.enum(['DEPOSIT', 'STAKE', 'LOSS']),
      period: z.enum(['DAY', 'WEEK', 'MONTH']),
      currency: z.string().length(3),
      amountMinor: amountMinor.describe('Limit in minor units. Null: there is none any more.'),
      previousMinor: amountMinor.describe('Limit before. Null: there was none.'),
    })
    .describe('A limit holds from now on.'),
  limit_reached: z
    .object({
      kind: z.enum(['DEPOSIT', 'STAKE', 'LOSS']),
      period: z.enum(['DAY', 'WEEK', 'MONTH']),
      currency: z.string().length(3),
      limitMinor: z.string().regex(/^\d+$/).describe('Limit in minor units.'),
      until: z.iso.datetime().nullable().describe('Time from which the amount fits. Null: it exceeds the whole limit.'),
    })
    .describe('A limit refused a deposit or a stake. Published at most once a day for each limit.'),
  excluded: z
    .object({
      kind: z.enum(['TIME_OUT', 'SELF_EXCLUSION']),
      until: z.iso.datetime().nullable().describe('End of the exclusion. Null: it is permanent.'),
      by,
    })
    .describe('The person is excluded from deposits, bets and campaigns. It is never lifted before its end.'),
  date_of_birth_set: z.object({ by }).describe('The date itself is in no event.'),
});
