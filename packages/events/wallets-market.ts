import { z } from 'zod';
import { topic } from './topic.ts';

const eventId = z.string().describe('Id of the sport event, starts with `spe_`.');
const reason = z.string().nullable();
const odds = z.string().describe('Decimal odds with three digits, such as "1.850".');

const selection = z.object({
  selectionId: z.string(),
  outcome: z.string(),
  odds,
  oddsVersion: z.int().positive(),
  status: z.enum(['ACTIVE', 'SUSPENDED']),
});

/** Subject: the market's id. Sequence: the market's version. */
export const walletsMarket = topic('wallets.market', 'Markets that people bet on', {
  created: z.object({
    eventId,
    type: z.string(),
    line: z.string().nullable(),
    name: z.string(),
    isLive: z.boolean(),
    status: z.enum(['INACTIVE', 'ACTIVE']),
    selections: z.array(selection),
  }),
  odds_changed: z.object({ eventId, selections: z.array(selection).describe('The selections that changed.') }),
  suspended: z.object({ eventId, reason }),
  resumed: z.object({ eventId, reason }).describe('The market is open for bets, also for the first time.'),
  closed: z.object({ eventId, reason }),
  settled: z.object({
    eventId,
    revision: z.int().positive().describe('Number of the settlement: above 1 for a correction.'),
    results: z.array(
      z.object({
        selectionId: z.string(),
        result: z.enum(['WON', 'LOST', 'VOID', 'HALF_WON', 'HALF_LOST', 'DEAD_HEAT']),
        numerator: z.int().positive().nullable(),
        denominator: z.int().positive().nullable(),
      }),
    ),
  }),
  resettling: z.object({ eventId, reason }).describe('The results are being corrected.'),
  voided: z.object({ eventId, reason }),
});
