import { readEnv } from '@soko/env';
import type { EventBus } from '@soko/event-bus';
import { createLogger } from '@soko/log';
import { ensureDatabases, withDatabase } from '@soko/postgres';
import { eventLogDatabase } from './databases.ts';
import { openEmbeddedServer } from './embedded-server.ts';
import { readStandaloneEnv } from './env.ts';
import { openEventBus } from './event-bus.ts';
import { eventLogUrl } from './service-databases.ts';
import { subgraphServiceEnv } from './service-env.ts';

export interface OpenedEventBus {
  bus: EventBus;
  close(): Promise<void>;
}

/**
 * Opens the event bus of this installation for a tool: Kafka, the log in a configured Postgres, or the log in the embedded
 * Postgres, which is started and stopped here if Soko does not run.
 */
export async function openEventBusOfInstallation(): Promise<OpenedEventBus> {
  const env = readStandaloneEnv();
  const { EVENT_LOG_DATABASE_URL } = readEnv({ EVENT_LOG_DATABASE_URL: subgraphServiceEnv.EVENT_LOG_DATABASE_URL });
  const brokers = env.KAFKA_BROKERS;
  const named = brokers?.length || EVENT_LOG_DATABASE_URL || env.DATABASE_URL;
  const log = createLogger({ name: 'soko-events', level: env.LOG_LEVEL, format: env.LOG_FORMAT });
  const open = (logUrl: string): EventBus => openEventBus({ brokers, logUrl, clientId: 'soko-events', log });
  if (named) {
    const bus = open(brokers?.length ? '' : eventLogUrl({ ...env, EVENT_LOG_DATABASE_URL }));
    return { bus, close: () => bus.close() };
  }
  const embedded = await openEmbeddedLog(env.SOKO_DATA_DIR);
  const bus = open(embedded.url);
  return {
    bus,
    async close() {
      await bus.close();
      await embedded.close();
    },
  };
}

async function openEmbeddedLog(dataFolder: string): Promise<{ url: string; close(): Promise<void> }> {
  const { connectionString, close } = await openEmbeddedServer(dataFolder);
  await ensureDatabases(connectionString, [eventLogDatabase]);
  return { url: withDatabase(connectionString, eventLogDatabase), close };
}
