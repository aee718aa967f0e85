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
  /** Adds an event, and drops the oldest when there are too many. */
  add(event: FollowedEvent): void;
  /** Removes the first. `hasGap` says that events before it were dropped. */
  take(): { event: FollowedEvent; hasGap: boolean } | null;
  clear(): void;
  /** `ends` without what waits: the positions after all events that were taken. */
  positionsBefore(ends: Positions): Positions;
}

/** Thousands of operations wait for their first event, so that the methods belong to the class. */
class Waiting implements WaitingEvents {
  readonly #limit: number;
  readonly #aboutOf: AboutOf;
  #events: Map<string, FollowedEvent> | null = null;
  #hasGap = false;

  constructor(limit: number, aboutOf: AboutOf) {
    this.#limit = limit;
    this.#aboutOf = aboutOf;
  }

  add(event: FollowedEvent): void {
    const events = (this.#events ??= new Map());
    events.set(this.#aboutOf(event), event);
    if (events.size <= this.#limit) return;
    for (const about of events.keys()) {
      events.delete(about);
      break;
    }
    this.#hasGap = true;
  }

  take(): { event: FollowedEvent; hasGap: boolean } | null {
    for (const [about, event] of this.#events ?? []) {
      const taken = { event, hasGap: this.#hasGap };
      this.#events!.delete(about);
      this.#hasGap = false;
      return taken;
    }
    return null;
  }

  clear(): void {
    this.#events = null;
  }

  positionsBefore(ends: Positions): Positions {
    const positions = new Map(ends);
    for (const event of this.#events?.values() ?? []) {
      const name = partitionName(event);
      positions.set(name, Math.min(positions.get(name) ?? event.offset, event.offset));
    }
    return positions;
  }
}

export const createWaitingEvents = (limit: number, aboutOf: AboutOf): WaitingEvents => new Waiting(limit, aboutOf);

/** Topics whose every event is a message of its own. */
export const toldTopics = (feeds: readonly Feed[]): ReadonlySet<string> =>
  new Set(feeds.filter(({ each }) => each).map(({ topic }) => topic));

/** What the events of these feeds are about: their aggregates, or each one itself. */
export const aboutIn =
  (told: ReadonlySet<string>): AboutOf =>
  ({ topic, envelope: { subject, id } }) =>
    told.has(topic) ? `${topic} ${subject} ${id}` : `${topic} ${subject}`;
