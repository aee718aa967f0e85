import { z } from 'zod';
import { topic } from './topic.ts';

const score = z.object({ home: z.int().nonnegative(), away: z.int().nonnegative() });
const reason = z.string().nullable();
const startsAt = z.iso.datetime();

/** Subject: the event's id. Sequence: the event's version. */
export const walletsSportEvent = topic('wallets.sport_event', 'Sport events that people bet on', {
  created: z.object({ competitionId: z.string(), sportId: z.string(), name: z.string(), startsAt }),
  changed: z.object({ name: z.string(), startsAt, score: score.nullable() }).describe('The status stays the same.'),
  started: z.object({ reason }),
  ended: z.object({ score: score.nullable(), reason }),
  postponed: z.object({ reason }),
  rescheduled: z.object({ startsAt, reason }),
  cancelled: z.object({ reason }),
  abandoned: z.object({ score: score.nullable(), reason }),
  settled: z.object({}).describe('All markets of the event are settled or voided.'),
});
