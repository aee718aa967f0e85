import type { Logger } from '@soko/log';
import { Kafka, logLevel, type RetryOptions } from 'kafkajs';
import { passOn } from './pass-on.ts';
import { guardRequestQueue } from './request-queue-guard.ts';

export interface KafkaBusOptions {
  /** `host:port` of at least one broker. */
  brokers: readonly string[];
  clientId: string;
  log: Logger;
  /** Number of partitions of new topics, unless given. Default: 4. */
  partitions?: number;
  /** Number of replicas of new topics. Default: the broker's setting. */
  replicationFactor?: number;
  /** Days for which topics keep events, the existing ones included. Default: 30 for new topics; others stay as they are. */
  retentionDays?: number | undefined;
  /** Silence in milliseconds after which a member's partitions go to other members. Default: 10 000. */
  sessionTimeoutMs?: number;
}

/** About three seconds in all. The caller then decides whether to try again. */
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
