import { minutesUntil, type PulseMeasure } from './measures.ts';

/** How often something happened in a minute, in one currency. */
export interface PulseCount {
  minute: Date;
  measure: PulseMeasure;
  /** Null for what has no amount. */
  currency: string | null;
  count: number;
  amountMinor: bigint;
}

/** Some of the counts of a pulse: those of a minute, or of a measure. */
export interface PulseCounts {
  counts: readonly PulseCount[];
}

/** What happened on the platform until `at`. */
export interface Pulse extends PulseCounts {
  at: Date;
  from: Date;
}

export interface PulseMinute extends PulseCounts {
  from: Date;
}

/** The minutes of a pulse, oldest first, with those in which nothing happened. */
export const minutesIn = ({ at, counts }: Pulse): PulseMinute[] =>
  minutesUntil(at).map((from) => ({
    from,
    counts: counts.filter(({ minute }) => minute.getTime() === from.getTime()),
  }));

export const ofMeasure = ({ counts }: PulseCounts, measure: PulseMeasure): PulseCounts => ({
  counts: counts.filter((count) => count.measure === measure),
});

export const numberIn = ({ counts }: PulseCounts): number => counts.reduce((sum, { count }) => sum + count, 0);

/** Sums by currency, in order of its code. */
export function amountsIn({ counts }: PulseCounts): { currency: string; amountMinor: bigint }[] {
  const sums = new Map<string, bigint>();
  for (const { currency, amountMinor } of counts) {
    if (currency !== null) sums.set(currency, (sums.get(currency) ?? 0n) + amountMinor);
  }
  return [...sums]
    .map(([currency, amountMinor]) => ({ currency, amountMinor }))
    .sort((a, b) => (a.currency < b.currency ? -1 : 1));
}
