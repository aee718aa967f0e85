import type { Logger } from '@soko/log';
import type { FollowOptions } from './event-bus.ts';
import { parseEnvelope } from './parse-envelope.ts';

/** Hands a message to a follower. What is no event, and what the handler cannot take, is passed over. */
export function deliverOnce(handler: FollowOptions['handler'], topic: string, value: string, log: Logger): void {
  const parsed = parseEnvelope(value);
  if ('malformed' in parsed) return log.debug({ topic, why: parsed.malformed }, 'a follower passes over a message');
  try {
    handler({ topic, envelope: parsed.envelope });
  } catch (error) {
    log.error({ err: error, topic, event: parsed.envelope.id }, 'a follower failed');
  }
}
