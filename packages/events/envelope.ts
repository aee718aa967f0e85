import { z } from 'zod';

/** The person or service that caused an event. */
export const actor = z.object({
  kind: z.enum(['anonymous', 'user', 'apiKey', 'service']),
  id: z.string().nullable(),
});

export type Actor = z.infer<typeof actor>;

/**
 * The fields around the `data` of every event, named as in CloudEvents where it has a name. `subject` is the aggregate's
 * id and the key of the message: events of one aggregate are delivered in the order of `sequence`.
 */
export const envelope = z.object({
  id: z.string().describe('Id of the event, `evt_…`. The same when the event is delivered again.'),
  type: z
    .string()
    .regex(/^[a-z]+(\.[a-z_]+){2}$/)
    .describe('Topic and name of the event, such as `users.user.registered`.'),
  version: z.number().int().positive().describe('Version of the shape of `data`.'),
  subject: z.string().min(1).describe('Id of the aggregate, and key of the message.'),
  sequence: z.number().int().nonnegative().describe('Version of the aggregate after the event.'),
  time: z.iso.datetime().describe('Time of the event.'),
  correlationId: z.string().min(1).describe('Id shared by all events that one request caused.'),
  causationId: z.string().nullable().describe('Id of the event that caused this one. Null when a request did.'),
  traceparent: z
    .string()
    .optional()
    .describe('Span of the request or event that caused this one, as in W3C Trace Context. Only while it is traced.'),
  actor: actor.describe('Person or service that caused the event. The `id` is null for guests.'),
  data: z.unknown().describe('Facts of the event, described below for each type.'),
});

/** Greatest size of an event as JSON, in bytes. Every event bus takes events of this size, the broker's record around them included. */
export const maxEventBytes = 900_000;

export interface Envelope<Type extends string = string, Data = unknown> extends z.infer<typeof envelope> {
  type: Type;
  data: Data;
}
