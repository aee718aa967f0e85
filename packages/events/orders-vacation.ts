import { z } from 'zod';
import { topic } from './topic.ts';

const vacation = z.object({
  since: z.iso.datetime(),
  until: z.iso.datetime().nullable().describe('Null when the seller has not said when it ends.'),
});

/** Subject: the seller's id. Sequence: the number of changes of the seller's vacations. */
export const ordersVacation = topic(
  'orders.vacation',
  'Vacations of sellers, in which nothing of theirs can be ordered',
  {
    started: vacation.describe('It ends at `until` without an event.'),
    changed: vacation.describe('The seller moved its end, or changed its message.'),
    ended: vacation.describe('The seller ended it before `until`.'),
  },
);
