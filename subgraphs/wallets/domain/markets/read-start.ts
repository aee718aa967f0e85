import { badUserInput } from '@soko/errors';

/** Two years: no event is planned longer ahead. */
const maxAheadMs = 2 * 366 * 86_400_000;

/** The start of an event: in the future, within two years. Throws BAD_USER_INPUT. */
export function readStart(startsAt: Date, now: Date): Date {
  const aheadMs = startsAt.getTime() - now.getTime();
  if (aheadMs > 0 && aheadMs <= maxAheadMs) return startsAt;
  throw badUserInput('The start must be in the future and within two years.', 'startsAt');
}
