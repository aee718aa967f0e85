import type { Logger } from '@soko/log';
import type { EventBus } from '../event-bus.ts';

export interface KafkaBusOptions {
  brokers: readonly string[];
  clientId: string;
  log: Logger;
}

/** The event bus on Kafka. */
export function createKafkaBus(_options: KafkaBusOptions): EventBus {
  throw new Error('The Kafka adapter is not here yet.');
}
