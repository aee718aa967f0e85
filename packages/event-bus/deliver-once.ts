import type { Logger } from '@soko/log';
import type { FollowOptions, Place } from './event-bus.ts';
import { parseEnvelope } from './parse-envelope.ts';

/** Delivers a message to a follower. A message without an envelope, and one that its handler rejects, are skipped. */
export function deliverOnce(handler: FollowOptions['handler'], place: Place, value: string, log: Logger): void {
  const parsed = parseEnvelope(value);
  const { topic } = place;
  if ('malformed' in parsed) return log.debug({ topic, why: parsed.malformed }, 'a follower skipped a message');
  try {
    handler({ ...place, envelope: parsed.envelope, length: value.length });
  } catch (error) {
    log.error({ err: error, topic, event: parsed.envelope.id }, 'a follower failed to handle an event');
  }
}
