import { newId } from '@soko/ids';
import { activeTraceparent } from '@soko/tracing';
import type { z } from 'zod';
import type { Actor, Envelope } from './envelope.ts';
import type { Topic } from './topic.ts';

/** The request or the event that causes further events. */
export interface EventTrail {
  correlationId: string;
  causationId: string | null;
  actor: Actor;
  /** The span that causes the events; null when it is not traced. Without it, that of the work that runs. */
  traceparent?: string | null;
  now: () => Date;
}

const traceOf = (traceparent: string): string => traceparent.slice(0, 35);

/**
 * The span that an event belongs to: the one that runs if it is of the trail's trace, because it is the nearest. Work that
 * several callers share runs in the trace of another.
 */
export function spanOfTrail({ traceparent }: Pick<EventTrail, 'traceparent'>): { traceparent?: string } {
  const running = activeTraceparent();
  const isOfTrail = running !== undefined && (!traceparent || traceOf(traceparent) === traceOf(running));
  const span = traceparent === null ? undefined : isOfTrail ? running : traceparent;
  return span === undefined ? {} : { traceparent: span };
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
    ...spanOfTrail(trail),
    actor: trail.actor,
    data: schema.parse(fact.data) as z.infer<Events[Key]>,
  };
}

/** The trail of events that a consumer causes when it handles `event`. */
export const trailOf = (event: Envelope, service: string, now: () => Date = () => new Date()): EventTrail => ({
  correlationId: event.correlationId,
  causationId: event.id,
  actor: { kind: 'service', id: service },
  traceparent: event.traceparent ?? null,
  now,
});

/** The name of an event type's topic: `users.user.registered` → `users.user`. */
export const topicOf = (type: string): string => type.slice(0, type.lastIndexOf('.'));
