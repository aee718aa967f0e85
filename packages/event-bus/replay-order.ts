import type { DeadLetter } from './event-bus.ts';
import { parseEnvelope } from './parse-envelope.ts';

function timeOf({ value, failedAt }: DeadLetter): number {
  const parsed = parseEnvelope(value);
  return Date.parse('envelope' in parsed ? parsed.envelope.time : failedAt);
}

const byPlace = (a: DeadLetter, b: DeadLetter): number =>
  a.topic.localeCompare(b.topic) || a.partition - b.partition || a.offset - b.offset;

/**
 * The order in which dead letters are replayed: by the time of their events, over all topics, because an event often needs
 * an earlier one of another topic. Within a partition they keep their order, whatever the clocks of publishers said.
 */
export function inReplayOrder(letters: readonly DeadLetter[]): DeadLetter[] {
  const latest = new Map<string, number>();
  const timed = letters.toSorted(byPlace).map((letter) => {
    const lane = `${letter.topic}/${letter.partition}`;
    const time = Math.max(timeOf(letter), latest.get(lane) ?? 0);
    latest.set(lane, time);
    return { letter, time };
  });
  // Stable: letters of one time keep the order of their places.
  return timed.toSorted((a, b) => a.time - b.time).map(({ letter }) => letter);
}
