import { newId } from '@soko/ids';
import type { z } from 'zod';
import type { Actor, Envelope } from './envelope.ts';
import type { Topic } from './topic.ts';

/** The request or the event that causes further events. */
export interface EventTrail {
  correlationId: string;
  causationId: string | null;
  actor: Actor;
  now: () => Date;
}

/**
 * An event of `topic`, checked against its schema. `subject` is the aggregate's id and `sequence` its version after the
 * change, so that consumers can tell old from new.
 */
export function newEvent<
  const Name extends string,
  const Events extends Record<string, z.ZodType>,
  const Key extends keyof Events & string,
>(
  topic: Topic<Name, Events>,
  type: Key,
  fact: { subject: string; sequence: number; data: z.input<Events[Key]> },
  trail: EventTrail,
): Envelope<`${Name}.${Key}`, z.infer<Events[Key]>> {
  const schema = topic.events[type];
  if (schema === undefined) throw new Error(`${topic.name} has no event "${type}".`);
  return {
    id: newId('evt'),
    type: `${topic.name}.${type}`,
    version: 1,
    subject: fact.subject,
    sequence: fact.sequence,
    time: trail.now().toISOString(),
    correlationId: trail.correlationId,
    causationId: trail.causationId,
    actor: trail.actor,
    data: schema.parse(fact.data) as z.infer<Events[Key]>,
  };
}

/** The trail of events that a consumer causes when it handles `event`. */
export const trailOf = (event: Envelope, service: string, now: () => Date = () => new Date()): EventTrail => ({
  correlationId: event.correlationId,
  causationId: event.id,
  actor: { kind: 'service', id: service },
  now,
});

/** The name of an event type's topic: `users.user.registered` → `users.user`. */
export const topicOf = (type: string): string => type.slice(0, type.lastIndexOf('.'));
