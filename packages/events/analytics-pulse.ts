import { z } from 'zod';
import { topic } from './topic.ts';

const figure = z.object({
  minute: z.iso.datetime().describe('Start of the minute in which it happened.'),
  measure: z.enum([
    'registrations',
    'orders_placed',
    'orders_confirmed',
    'orders_cancelled',
    'orders_failed',
    'payments_captured',
    'payments_failed',
    'refunds',
    'bets_placed',
    'bets_settled',
    'deposits',
    'withdrawals',
  ]),
  currency: z.string().length(3).nullable().describe('Currency of the amount. Null for what has no amount.'),
  count: z.int().positive(),
  amountMinor: z
    .string()
    .regex(/^-?\d+$/)
    .describe('Sum of the amounts in minor units.'),
});

/** Subject: always `platform`. Never saved in an outbox: such an event may be lost, and is out of date in seconds. */
export const analyticsPulse = topic(
  'analytics.pulse',
  'What goes on on the platform now',
  {
    counted: z
      .object({
        at: z.iso.datetime().describe('Time of the count.'),
        from: z.iso.datetime().describe('Start of the first of the minutes that were counted.'),
        figures: z.array(figure).describe('What happened in these minutes. What did not happen is left out.'),
      })
      .describe('Published once a second at most, and only after a change.'),
  },
  { isFleeting: true },
);
