import type { Logger } from '@soko/log';
import { type LogEntry, logLevel } from 'kafkajs';

/** Parts of kafkajs whose lines tell of lost connections and rebalancing. */
const everydayParts = /^(Connection|BrokerPool|Cluster|Runner|Consumer)$/;

const everydayWords =
  /coordinator|no leader|does not host this topic|disconnected|rebalanc|connection|ECONNREFUSED|ECONNRESET|timed out/i;

/**
 * kafkajs logs failures that it will retry as errors. A final failure rejects or ends a consumer and is logged there, so its own
 * lines are warnings at most, without stacks; lost connections, rebalancing and the first second of a broker are debug lines.
 */
export function passOn(
  log: Pick<Logger, 'debug' | 'warn'>,
  { level, namespace, log: { message, timestamp: _timestamp, logger: _logger, ...about } }: LogEntry,
): void {
  const isEveryday =
    level !== logLevel.ERROR ||
    everydayParts.test(namespace) ||
    everydayWords.test(`${message} ${String(about['error'])}`);
  if (isEveryday) {
    log.debug({ kafka: namespace, ...about }, message);
    return;
  }
  const { stack: _stack, ...facts } = about;
  log.warn({ kafka: namespace, ...facts }, message);
}
