import { type Envelope, type EventsOf, type Topic, topicOf } from '@soko/events';
import { SpanKind, traceEvents } from '@soko/tracing';
import { z } from 'zod';

/** The events that a consumer group handles, and their handlers. */
export interface Consumer {
  group: string;
  topics: readonly string[];
  handle(event: Envelope): Promise<void>;
  /** Handles several events of one topic at once, in their order. When it throws, each is handled alone. */
  handleMany?(events: readonly Envelope[]): Promise<void>;
}

type Event<Name extends string, Events extends Record<string, z.ZodType>, Key extends string> = Extract<
  EventsOf<Topic<Name, Events>>,
  { type: `${Name}.${Key}` }
>;

/** The data of an event does not fit its schema. The bus parks it at once: another try would find the same. */
class DataDoesNotFit extends Error {
  override readonly name = 'Unprocessable';
}

/**
 * Declares a consumer of `types` of one topic (default: all). Data is checked against the event's schema before the handler
 * runs. An event that does not match is parked.
 */
export function consumer<
  const Name extends string,
  const Events extends Record<string, z.ZodType>,
  const Key extends keyof Events & string = keyof Events & string,
>(options: {
  group: string;
  on: Topic<Name, Events>;
  types?: readonly Key[];
  handle: (event: Event<Name, Events, Key>) => Promise<void>;
  handleMany?: (events: readonly Event<Name, Events, Key>[]) => Promise<void>;
}): Consumer {
  const { group, on, types, handle, handleMany } = options;
  const wanted = new Set<string>(types ?? Object.keys(on.events));
  const span = { kind: SpanKind.CONSUMER, attributes: { 'messaging.consumer.group.name': group } };
  /** The event with its data checked. Null for a type that the consumer does not handle. */
  const check = (event: Envelope): Event<Name, Events, Key> | null => {
    const key = event.type.slice(topicOf(event.type).length + 1);
    const schema = on.events[key];
    if (schema === undefined || !wanted.has(key)) return null;
    const checked = schema.safeParse(event.data);
    if (!checked.success)
      throw new DataDoesNotFit(`The data of ${event.type} does not fit its schema: ${z.prettifyError(checked.error)}`);
    return { ...event, data: checked.data } as never;
  };
  return {
    group,
    topics: [on.name],
    async handle(event) {
      const checked = check(event);
      if (checked !== null) await traceEvents('consume', [checked], span, () => handle(checked));
    },
    ...(handleMany && {
      async handleMany(events: readonly Envelope[]) {
        const checked = events.map(check).filter((event) => event !== null);
        if (checked.length > 0) await traceEvents('consume', checked, span, () => handleMany(checked));
      },
    }),
  };
}
