import type { FollowedEvent } from '@soko/event-bus';
import { partitionName, type Positions } from './positions.ts';
import type { Feed } from './read-feeds.ts';

/** Names what an event is about. */
export type AboutOf = (event: FollowedEvent) => string;

/**
 * Events that wait for their execution, in order: the newest of those about the same, because a message is the state of an
 * aggregate and not its change. Events of feeds that tell each one are about themselves.
 */
export interface WaitingEvents {
  readonly size: number;
  /** Adds an event, and drops the oldest when there are too many. */
  add(event: FollowedEvent): void;
  /** Removes the first. `hasGap` says that events before it were dropped. */
  take(): { event: FollowedEvent; hasGap: boolean } | null;
  clear(): void;
  /** `ends` without what waits: the positions after all events that were taken. */
  positionsBefore(ends: Positions): Positions;
}

export function createWaitingEvents(limit: number, aboutOf: AboutOf): WaitingEvents {
  const waiting = new Map<string, FollowedEvent>();
  let hasGap = false;
  return {
    get size() {
      return waiting.size;
    },
    add(event) {
      waiting.set(aboutOf(event), event);
      if (waiting.size <= limit) return;
      for (const about of waiting.keys()) {
        waiting.delete(about);
        break;
      }
      hasGap = true;
    },
    take() {
      for (const [about, event] of waiting) {
        const taken = { event, hasGap };
        waiting.delete(about);
        hasGap = false;
        return taken;
      }
      return null;
    },
    clear: () => waiting.clear(),
    positionsBefore(ends) {
      const positions = new Map(ends);
      for (const event of waiting.values()) {
        const name = partitionName(event);
        positions.set(name, Math.min(positions.get(name) ?? event.offset, event.offset));
      }
      return positions;
    },
  };
}

/** What the events of these feeds are about: their aggregates, or each one itself. */
export function aboutIn(feeds: readonly Feed[]): AboutOf {
  const told = new Set(feeds.filter(({ each }) => each).map(({ topic }) => topic));
  return ({ topic, envelope: { subject, id } }) =>
    told.has(topic) ? `${topic} ${subject} ${id}` : `${topic} ${subject}`;
}
