import type { FollowedEvent } from '@soko/event-bus';
import type { Bookmark, Cursors } from './cursors.ts';
import type { EventHistory } from './event-history.ts';
import type { OlderEvents } from './older-events.ts';
import type { Positions } from './positions.ts';

/** The events that a client missed. */
export interface Missed extends Bookmark {
  events: FollowedEvent[];
}

/**
 * Fetches the events since a cursor, and returns a function that collects them, with those that came in the meantime. Its
 * caller follows further events in the same turn: between two promises one could get lost. Null when they are not all known: the
 * client has a gap.
 */
export type FindMissed = (topics: readonly string[], cursor: string) => Promise<() => Missed | null>;

const unknown = (): null => null;

/** Time to wait for events that another gateway has already sent. */
const reachTimeoutMs = 2_000;

/** The positions of these topics; null when the cursor does not name each of their partitions. */
function ofTopics({ positions }: Bookmark, ends: Positions): Positions | null {
  const names = [...ends.keys()];
  return names.every((name) => positions.has(name))
    ? new Map(names.map((name) => [name, positions.get(name)!] as const))
    : null;
}

export const createFindMissed = (options: {
  cursors: Cursors;
  history: EventHistory;
  older: OlderEvents;
}): FindMissed => {
  const { cursors, history, older } = options;
  return async (topics, cursor) => {
    const bookmark = cursors.read(cursor);
    const positions = bookmark && ofTopics(bookmark, history.positions(topics));
    if (!bookmark || !positions) return unknown;
    // Positions that are never reached belong to a log that was replaced.
    if (!(await history.reached(topics, positions, reachTimeoutMs))) return unknown;
    await Promise.all(topics.map((topic) => older.fetch(topic, positions)));
    return () => {
      const before = topics.map((topic) => older.select(topic, positions));
      if (before.includes(null)) return null;
      const events = [...before.flatMap((found) => found ?? []), ...history.since(topics, positions)];
      return { positions, states: bookmark.states, events };
    };
  };
};
