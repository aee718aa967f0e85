import { badUserInput } from '@soko/errors';
import { readText } from '@soko/input';

/** Time in which nothing of a seller can be ordered. */
export interface Vacation {
  sellerId: string;
  since: Date;
  /** Null when the seller has not said when it ends. */
  until: Date | null;
  message: string;
}

/** Longest time until the end of a vacation: a year. */
export const maxVacationMs = 366 * 86_400_000;

/** True while the vacation lasts. It ends by itself, without a change of any row. */
export const isAway = ({ until }: Pick<Vacation, 'until'>, now: Date): boolean => until === null || until > now;

/** The terms of a vacation that begins or changes now. Throws BAD_USER_INPUT. */
export function readVacation(
  { until, message }: { until?: Date | null | undefined; message: string },
  now: Date,
): Pick<Vacation, 'until' | 'message'> {
  const end = until ?? null;
  if (end !== null && end <= now) throw badUserInput('`until` must be in the future.', 'until');
  if (end !== null && end.getTime() - now.getTime() > maxVacationMs)
    throw badUserInput('`until` must be at most 366 days away.', 'until');
  return { until: end, message: readText(message, 'message', { max: 500 }) };
}

/** The vacation with new terms, and what happened. Null when nothing changes. One that is over begins again. */
export function startVacation(
  before: Vacation | null,
  sellerId: string,
  terms: Pick<Vacation, 'until' | 'message'>,
  now: Date,
): { vacation: Vacation; type: 'started' | 'changed' } | null {
  if (before === null || !isAway(before, now)) return { vacation: { sellerId, since: now, ...terms }, type: 'started' };
  if (before.until?.getTime() === terms.until?.getTime() && before.message === terms.message) return null;
  return { vacation: { ...before, ...terms }, type: 'changed' };
}
