import type { z } from 'zod';
import type { Envelope } from './envelope.ts';

/** The events of one kind of aggregate: a name (`users.user`) and a schema for the data of each event type. */
export interface Topic<
  Name extends string = string,
  Events extends Record<string, z.ZodType> = Record<string, z.ZodType>,
> {
  name: Name;
  description: string;
  events: Events;
  /** Id of the person whose key seals the personal fields of an event. Required when an event of the topic has any. */
  personOf?: PersonOf;
  /** Its events are out of date in seconds and may be lost: no outbox and no record keeps them. */
  isFleeting?: boolean;
}

type PersonOf = (event: Pick<Envelope, 'subject'> & { data: { userId?: unknown; memberId?: unknown } }) => unknown;

/**
 * Declares a topic. Event types are written without the topic's name: `topic('users.user', …, { registered: … })`
 * declares `users.user.registered`.
 */
export const topic = <const Name extends string, const Events extends Record<string, z.ZodType>>(
  name: Name,
  description: string,
  events: Events,
  { personOf, isFleeting }: { personOf?: PersonOf; isFleeting?: boolean } = {},
): Topic<Name, Events> => ({
  name,
  description,
  events,
  ...(personOf && { personOf }),
  ...(isFleeting && { isFleeting }),
});

/** The events of one topic, as a union of envelopes with typed data. */
export type EventsOf<T> =
  T extends Topic<infer Name, infer Events>
    ? { [Key in keyof Events & string]: Envelope<`${Name}.${Key}`, z.infer<Events[Key]>> }[keyof Events & string]
    : never;
