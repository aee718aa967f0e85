import type { Logger } from '@soko/log';
import type { FollowOptions } from './event-bus.ts';
import { parseEnvelope } from './parse-envelope.ts';

/** Delivers a message to a follower. A message without an envelope, and one that its handler rejects, are skipped. */
export function deliverOnce(handler: FollowOptions['handler'], topic: string, value: string, log: Logger): void {
  const parsed = parseEnvelope(value);
  if ('malformed' in parsed) return log.debug({ topic, why: parsed.malformed }, 'a follower skipped a message');
  try {
    handler({ topic, envelope: parsed.envelope });
  } catch (error) {
    log.error({ err: error, topic, event: parsed.envelope.id }, 'a follower failed to handle an event');
  }
}
