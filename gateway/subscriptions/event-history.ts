import type { FollowedEvent, Place } from '@soko/event-bus';
import { hasReached, partitionName, type Positions } from './positions.ts';

/** The latest events of the followed topics, in memory. The oldest are forgotten when there are too many. */
export interface EventHistory {
  /** The partitions of a topic that is followed from now on, with their ends. */
  begin(places: readonly Place[]): void;
  add(event: FollowedEvent): void;
  /** The positions after all events that were added, for the partitions of these topics. */
  positions(topics: readonly string[]): Positions;
  /** The first event of each partition that is remembered. */
  firsts(topics: readonly string[]): Positions;
  /** The remembered events of these topics that do not lie before `positions`, in the order in which they came. */
  since(topics: readonly string[], positions: Positions): FollowedEvent[];
  /** Resolves when all events before `positions` were added; false when they are not after `timeoutMs`. */
  reached(topics: readonly string[], positions: Positions, timeoutMs: number): Promise<boolean>;
}

/** Greatest length of the remembered events, in characters. */
const maxLength = 16 * 1024 * 1024;

interface Partition {
  topic: string;
  first: number;
  next: number;
}

export function createEventHistory(maxEvents: number): EventHistory {
  const partitions = new Map<string, Partition>();
  const waiting = new Set<() => void>();
  let events: FollowedEvent[] = [];
  /** Index of the first remembered event: removing each from the front of the array would move all others. */
  let head = 0;
  let length = 0;

  const forgetFirst = (): void => {
    const event = events[head]!;
    partitions.get(partitionName(event))!.first = event.offset + 1;
    length -= event.length;
    head += 1;
    if (head * 2 < events.length) return;
    events = events.slice(head);
    head = 0;
  };

  const offsets = (topics: readonly string[], of: 'first' | 'next'): Map<string, number> =>
    new Map(
      [...partitions].flatMap(([name, partition]) =>
        topics.includes(partition.topic) ? [[name, partition[of]] as const] : [],
      ),
    );

  const positions = (topics: readonly string[]): Positions => offsets(topics, 'next');

  return {
    begin(places) {
      for (const { topic, partition, offset } of places) {
        const name = partitionName({ topic, partition });
        const known = partitions.get(name);
        if (!known) partitions.set(name, { topic, first: offset, next: offset });
        // Its first events came before its end was known.
        else partitions.set(name, { ...known, next: Math.max(known.next, offset) });
      }
    },
    add(event) {
      const name = partitionName(event);
      const known = partitions.get(name) ?? { topic: event.topic, first: event.offset, next: 0 };
      partitions.set(name, { ...known, next: event.offset + 1 });
      events.push(event);
      length += event.length;
      while (events.length - head > maxEvents || (length > maxLength && events.length - head > 1)) forgetFirst();
      for (const look of waiting) look();
    },
    positions,
    firsts: (topics) => offsets(topics, 'first'),
    since: (topics, from) =>
      events
        .slice(head)
        .filter(
          (event) => topics.includes(event.topic) && event.offset >= (from.get(partitionName(event)) ?? Infinity),
        ),
    reached(topics, wanted, timeoutMs) {
      if (hasReached(positions(topics), wanted)) return Promise.resolve(true);
      return new Promise((resolve) => {
        const end = (isReached: boolean): void => {
          clearTimeout(timer);
          waiting.delete(look);
          resolve(isReached);
        };
        const look = (): void => {
          if (hasReached(positions(topics), wanted)) end(true);
        };
        const timer = setTimeout(() => end(false), timeoutMs);
        waiting.add(look);
      });
    },
  };
}
