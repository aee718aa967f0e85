import { type Envelope, type EventTrail, newEvent, ordersVacation } from '@soko/events';
import type { Vacation } from './vacation.ts';

/** The event of a vacation. Its message is not part of it: nobody but its readers needs it. */
export const vacationEvent = (
  type: keyof typeof ordersVacation.events,
  { sellerId, since, until }: Vacation,
  sequence: number,
  trail: EventTrail,
): Envelope =>
  newEvent(
    ordersVacation,
    type,
    { subject: sellerId, sequence, data: { since: since.toISOString(), until: until?.toISOString() ?? null } },
    trail,
  );
