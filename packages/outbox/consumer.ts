import { type Envelope, type EventsOf, type Topic, topicOf } from '@soko/events';
import type { z } from 'zod';

/** A consumer group's interest in some events of one topic, and what it does with each. */
export interface Consumer {
  group: string;
  topics: readonly string[];
  handle(event: Envelope): Promise<void>;
}

/**
 * Declares a consumer of `types` of one topic (all of them when left out). Data is checked against the event's schema
 * before the handler sees it; an event that does not fit is a fault, which the bus retries and then parks.
 */
export function consumer<
  const Name extends string,
  const Events extends Record<string, z.ZodType>,
  const Key extends keyof Events & string = keyof Events & string,
>(options: {
  group: string;
  on: Topic<Name, Events>;
  types?: readonly Key[];
  handle: (event: Extract<EventsOf<Topic<Name, Events>>, { type: `${Name}.${Key}` }>) => Promise<void>;
}): Consumer {
  const { group, on, types, handle } = options;
  const wanted = new Set<string>(types ?? Object.keys(on.events));
  return {
    group,
    topics: [on.name],
    async handle(event) {
      const key = event.type.slice(topicOf(event.type).length + 1);
      const schema = on.events[key];
      if (schema === undefined || !wanted.has(key)) return;
      const checked = { ...event, data: schema.parse(event.data) };
      await handle(checked as never);
    },
  };
}
