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
  id: z.string(),
  type: z.string().regex(/^[a-z]+(\.[a-z_]+){2}$/),
  version: z.number().int().positive(),
  subject: z.string().min(1),
  sequence: z.number().int().nonnegative(),
  time: z.iso.datetime(),
  correlationId: z.string().min(1),
  causationId: z.string().nullable(),
  actor,
  data: z.unknown(),
});

export interface Envelope<Type extends string = string, Data = unknown> extends z.infer<typeof envelope> {
  type: Type;
  data: Data;
}
