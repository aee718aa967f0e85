import type { Feed } from './read-feeds.ts';
import { type AboutOf, aboutIn, toldTopics } from './waiting-events.ts';

/** How the events of some feeds are read. */
export interface Reading {
  topics: readonly string[];
  /** Topics whose every event is a message of its own. */
  told: ReadonlySet<string>;
  aboutOf: AboutOf;
}

/** By the feeds of a field, which all operations with this field share. */
const readings = new WeakMap<readonly Feed[], Reading>();

export function readingOf(feeds: readonly Feed[]): Reading {
  const known = readings.get(feeds);
  if (known) return known;
  const told = toldTopics(feeds);
  const reading = { topics: [...new Set(feeds.map(({ topic }) => topic))], told, aboutOf: aboutIn(told) };
  readings.set(feeds, reading);
  return reading;
}
