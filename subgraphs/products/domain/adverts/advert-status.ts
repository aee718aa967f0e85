import type { Advert, AdvertStatus } from './advert.ts';
import { wrongAdvertStatus, type WrongAdvertStatus } from './refusals.ts';

/** The statuses that allow each step. The diagram in the README shows the same. */
const allowed = {
  start: ['DRAFT', 'PAUSED'],
  pause: ['RUNNING'],
  end: ['DRAFT', 'SCHEDULED', 'RUNNING', 'PAUSED'],
  edit: ['DRAFT', 'SCHEDULED', 'RUNNING', 'PAUSED'],
} satisfies Record<string, AdvertStatus[]>;

type Step = keyof typeof allowed;

const wording: Record<Step, string> = { start: 'be started', pause: 'be paused', end: 'be ended', edit: 'be changed' };

/** The refusal for an advert with this status, or null if it may take the step. */
export function forbidsAdvertStep(status: AdvertStatus, step: Step): WrongAdvertStatus | null {
  const from: AdvertStatus[] = allowed[step];
  return from.includes(status) ? null : wrongAdvertStatus(status, from, wording[step]);
}

/** `DRAFT | PAUSED → RUNNING`, or `SCHEDULED` before its time. After its time it ends at the next turn of the job. */
export const toStarted = (advert: Advert, now: Date): Advert | WrongAdvertStatus =>
  forbidsAdvertStep(advert.status, 'start') ?? {
    ...advert,
    status: advert.startsAt > now ? 'SCHEDULED' : 'RUNNING',
  };

/** `RUNNING → PAUSED`. */
export const toAdvertPaused = (advert: Advert): Advert | WrongAdvertStatus =>
  forbidsAdvertStep(advert.status, 'pause') ?? { ...advert, status: 'PAUSED' };

/** Any status that is not final `→ ENDED`. */
export const toAdvertEnded = (advert: Advert, now: Date): Advert | WrongAdvertStatus =>
  forbidsAdvertStep(advert.status, 'end') ?? { ...advert, status: 'ENDED', endedAt: now };

const isLive = ({ status }: Advert): boolean => status === 'SCHEDULED' || status === 'RUNNING' || status === 'PAUSED';

/** What time alone does to an advert: it starts and ends. The same advert when nothing is due. */
export function advanceByTime(advert: Advert, now: Date): Advert {
  if (isLive(advert) && advert.endsAt !== null && advert.endsAt <= now) {
    return { ...advert, status: 'ENDED', endedAt: now };
  }
  return advert.status === 'SCHEDULED' && advert.startsAt <= now ? { ...advert, status: 'RUNNING' } : advert;
}
