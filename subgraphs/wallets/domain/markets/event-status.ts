import type { SportEventStatus } from './statuses.ts';

/** Statuses that may follow each status; the diagram in the README shows the same. */
const next: Readonly<Record<SportEventStatus, readonly SportEventStatus[]>> = {
  SCHEDULED: ['LIVE', 'POSTPONED', 'CANCELLED'],
  LIVE: ['ENDED', 'ABANDONED'],
  POSTPONED: ['SCHEDULED', 'CANCELLED'],
  ENDED: ['SETTLED'],
  SETTLED: [],
  CANCELLED: [],
  ABANDONED: [],
};

export const sportEventStatuses = Object.keys(next) as SportEventStatus[];

export const mayEventBecome = (from: SportEventStatus, to: SportEventStatus): boolean => next[from].includes(to);

/** The statuses from which an event may reach `to`. */
export const eventStatusesBefore = (to: SportEventStatus): SportEventStatus[] =>
  sportEventStatuses.filter((from) => next[from].includes(to));
