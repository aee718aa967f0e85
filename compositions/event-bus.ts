import { createKafkaBus, createPostgresLog, type EventBus } from '@soko/event-bus';
import type { Logger } from '@soko/log';

/** Opens Kafka if brokers are configured, otherwise the durable log in Postgres. */
export const openEventBus = (options: {
  brokers: string[] | undefined;
  logUrl: string;
  clientId: string;
  log: Logger;
  /** Given by the programs that may set how long Kafka keeps events. */
  retentionDays?: number;
}): EventBus => {
  const { brokers, logUrl, clientId, log, retentionDays } = options;
  return brokers && brokers.length > 0
    ? createKafkaBus({ brokers, clientId, log, retentionDays })
    : createPostgresLog({ url: logUrl, log });
};
