import { createHash } from 'node:crypto';
import { analyticsPulse, type EventsOf } from '@soko/events';
import type { Pulse, PulseCount } from './pulse.ts';

type PulseData = EventsOf<typeof analyticsPulse>['data'];

const figureOf = ({ minute, amountMinor, ...rest }: PulseCount): PulseData['figures'][number] => ({
  ...rest,
  minute: minute.toISOString(),
  amountMinor: amountMinor.toString(),
});

/** A pulse as the event tells it: all that is shown, so that no statement is needed to show it. */
export const toPulseData = ({ at, from, counts }: Pulse): PulseData => ({
  at: at.toISOString(),
  from: from.toISOString(),
  figures: counts.map(figureOf),
});

export function readPulseData(data: unknown): Pulse {
  const { at, from, figures } = analyticsPulse.events.counted.parse(data);
  return {
    at: new Date(at),
    from: new Date(from),
    counts: figures.map(({ minute, amountMinor, ...rest }) => ({
      ...rest,
      minute: new Date(minute),
      amountMinor: BigInt(amountMinor),
    })),
  };
}

/** Differs when a pulse says something new. The time of the count alone is nothing new. */
export const digestOf = (pulse: Pulse): string =>
  createHash('sha256')
    .update(JSON.stringify(toPulseData(pulse).figures))
    .digest('base64url');
