import type { Logger } from '@soko/log';
import { Kafka, type LogEntry, logLevel, type RetryOptions } from 'kafkajs';
import { guardRequestQueue } from './request-queue-guard.ts';

export interface KafkaBusOptions {
  /** `host:port` of one broker or more. */
  brokers: readonly string[];
  clientId: string;
  log: Logger;
  /** Partitions of topics that are created without saying how many. Default: 4. */
  partitions?: number;
  /** Copies of each topic. Default: what the broker is set to. */
  replicationFactor?: number;
  /** After this much silence a group gives a member's partitions to others, in ms. Default: 15 000. */
  sessionTimeoutMs?: number;
}

/** Some three seconds in all; whoever asked then decides whether to ask again. */
export const retry: RetryOptions = { retries: 5, initialRetryTime: 100, maxRetryTime: 2_000 };

export function createClient({ brokers, clientId, log }: KafkaBusOptions): Kafka {
  guardRequestQueue();
  return new Kafka({
    brokers: [...brokers],
    clientId,
    retry,
    connectionTimeout: 3_000,
    requestTimeout: 15_000,
    logLevel: logLevel.INFO,
    logCreator: () => (entry) => passOn(log, entry),
  });
}

/**
 * kafkajs calls what it is about to retry an error. What fails in the end rejects, or ends a consumer, and is logged by
 * whoever sees that; so its own lines are worth a warning at most, and lost connections, rebalancing and the first second
 * of a broker not even that.
 */
function passOn(
  log: Logger,
  { level, namespace, log: { message, timestamp: _timestamp, logger: _logger, ...about } }: LogEntry,
): void {
  const everyday =
    level !== logLevel.ERROR ||
    /^(Connection|BrokerPool|Cluster|Runner|Consumer)$/.test(namespace) ||
    /coordinator|no leader|does not host this topic|disconnected|rebalanc/i.test(
      `${message} ${String(about['error'])}`,
    );
  log[everyday ? 'debug' : 'warn']({ kafka: namespace, ...about }, message);
}
