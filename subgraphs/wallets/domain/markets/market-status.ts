import type { MarketStatus } from './statuses.ts';

/** Statuses that may follow each status; the diagram in the README shows the same. */
const next: Readonly<Record<MarketStatus, readonly MarketStatus[]>> = {
  INACTIVE: ['ACTIVE', 'CLOSED'],
  ACTIVE: ['SUSPENDED', 'CLOSED'],
  SUSPENDED: ['ACTIVE', 'CLOSED'],
  CLOSED: ['SETTLED', 'VOIDED'],
  SETTLED: ['RESETTLING'],
  RESETTLING: ['SETTLED'],
  VOIDED: [],
};

export const marketStatuses = Object.keys(next) as MarketStatus[];

export const mayMarketBecome = (from: MarketStatus, to: MarketStatus): boolean => next[from].includes(to);

/** The statuses from which a market may reach `to`. */
export const marketStatusesBefore = (to: MarketStatus): MarketStatus[] =>
  marketStatuses.filter((from) => next[from].includes(to));
