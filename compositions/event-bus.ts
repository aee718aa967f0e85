import { createKafkaBus, createPostgresLog, type EventBus } from '@soko/event-bus';
import type { Logger } from '@soko/log';

/** Opens Kafka if brokers are configured, otherwise the durable log in Postgres. */
export const openEventBus = (options: {
  brokers: string[] | undefined;
  logUrl: string;
  clientId: string;
  log: Logger;
}): EventBus => {
  const { brokers, logUrl, clientId, log } = options;
  return brokers && brokers.length > 0
    ? createKafkaBus({ brokers, clientId, log })
    : createPostgresLog({ url: logUrl, log });
};
