import { z } from 'zod';

/** Who caused an event. */
export const actor = z.object({
  kind: z.enum(['anonymous', 'user', 'apiKey', 'service']),
  id: z.string().nullable(),
});

export type Actor = z.infer<typeof actor>;

/**
 * What every event carries around its `data`, named after CloudEvents where a name exists there. `subject` is the
 * aggregate's id and the key of the message: events of one aggregate are delivered in the order of `sequence`.
 */
export const envelope = z.object({
  id: z.string().describe('`evt_…`; the same when the event is delivered again.'),
  type: z
    .string()
    .regex(/^[a-z]+(\.[a-z_]+){2}$/)
    .describe('Topic and name of the event, such as `users.user.registered`.'),
  version: z.number().int().positive().describe('The version of the shape of `data`.'),
  subject: z.string().min(1).describe('The id of the aggregate it happened to; the key of the message.'),
  sequence: z.number().int().nonnegative().describe('The version of the aggregate after it.'),
  time: z.iso.datetime().describe('When it happened.'),
  correlationId: z.string().min(1).describe('The same for everything that one request set off.'),
  causationId: z.string().nullable().describe('The id of the event that caused this one; null when a request did.'),
  actor: actor.describe('Who caused it; the `id` is null for somebody unknown.'),
  data: z.unknown().describe('What there is to know about it: see below.'),
});

export interface Envelope<Type extends string = string, Data = unknown> extends z.infer<typeof envelope> {
  type: Type;
  data: Data;
}
