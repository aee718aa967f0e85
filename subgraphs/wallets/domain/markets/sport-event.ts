import type { SportEventStatus } from './statuses.ts';

export interface Sport {
  id: string;
  slug: string;
  name: string;
}

export interface Competition {
  id: string;
  sportId: string;
  name: string;
  /** ISO 3166-1 alpha-2; null for an international competition. */
  country: string | null;
}

export interface Score {
  home: number;
  away: number;
}

/** One match or race. */
export interface SportEvent {
  id: string;
  competitionId: string;
  sportId: string;
  name: string;
  /** Null, like `away`, for an event without two sides, such as a race. */
  home: string | null;
  away: string | null;
  startsAt: Date;
  status: SportEventStatus;
  score: Score | null;
  version: number;
  /** `producer:reference` of an event that a feed created. */
  feedRef: string | null;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}
