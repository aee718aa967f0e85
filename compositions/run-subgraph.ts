import { readEnv } from '@soko/env';
import { createLogger } from '@soko/log';
import { ensureDatabases, migrate } from '@soko/postgres';
import { within } from '@soko/retry';
import { serveSubgraph, startSubgraph } from '@soko/subgraph';
import { startTracing } from '@soko/tracing';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { checkServiceVariables } from './check-variables.ts';
import { openEventBus } from './event-bus.ts';
import { addEventMetrics, addOwnMetrics, addSubgraphMetrics } from './metrics.ts';
import { migrationsOf } from './paths.ts';
import { createPeers } from './peers.ts';
import { databaseUrlOf, eventLogUrl } from './service-databases.ts';
import { ownDatabaseUrl, subgraphServiceEnv } from './service-env.ts';
import { stopTimes } from './stop-times.ts';
import { loadSubgraph, type SubgraphName } from './subgraphs.ts';

export interface RunningService {
  url: string;
  /** Stops in order: not ready, no more work in the background, no more requests, and the pools last. */
  close(): Promise<void>;
  /** Longest time that `close` may take, in milliseconds. */
  closesWithinMs: number;
}

const nameOfDatabase = (url: string): string => decodeURIComponent(new URL(url).pathname.slice(1));

/** Creates the database of a subgraph if it is missing, and applies its migrations. */
export async function prepareDatabase(name: SubgraphName, url: string): Promise<string[]> {
  await ensureDatabases(url, [nameOfDatabase(url)]);
  return migrate(url, migrationsOf(name));
}

/** Creates the database of the event log if it is missing; the log creates its own tables. */
export const prepareEventLog = (url: string): Promise<string[]> => ensureDatabases(url, [nameOfDatabase(url)]);

/** Runs one subgraph as this process: its database, the event bus, and signed GraphQL over HTTP. */
export async function runSubgraph(
  name: SubgraphName,
  source: Record<string, string | undefined>,
): Promise<RunningService> {
  await checkServiceVariables(name, source);
  const env = readEnv(subgraphServiceEnv, source);
  const log = createLogger({ name, level: env.LOG_LEVEL, format: env.LOG_FORMAT });
  const tracing = await startTracing({ service: `soko-${name}`, env, log });
  const databaseUrl = databaseUrlOf(name, env, ownDatabaseUrl(name, source));
  const logUrl = env.KAFKA_BROKERS ? '' : eventLogUrl(env);
  if (env.MIGRATE_ON_START) {
    const applied = await prepareDatabase(name, databaseUrl);
    if (applied.length > 0) log.info({ applied }, 'migrations applied');
    if (logUrl) await prepareEventLog(logUrl);
  }
  const bus = openEventBus({
    brokers: env.KAFKA_BROKERS,
    logUrl,
    clientId: `soko-${name}`,
    log,
    retentionDays: env.EVENT_RETENTION_DAYS,
  });
  const definition = await loadSubgraph(name);
  const peers = createPeers(source, {
    serviceKey: env.SOKO_SERVICE_KEY,
    timeoutMs: env.SOKO_PEER_TIMEOUT_MS,
    withOldSignatures: env.SOKO_OLD_SIGNATURES,
  });
  const subgraph = await startSubgraph(definition, {
    databaseUrl,
    bus,
    peers: peers.peers,
    log,
    env: source,
    poolSize: env.SOKO_POOL_SIZE,
    redisUrl: env.REDIS_URL,
  });

  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  addSubgraphMetrics(registry, [subgraph]);
  addOwnMetrics(registry, [subgraph]);
  addEventMetrics(registry, bus, [subgraph]);
  const served = await serveSubgraph(subgraph, {
    host: env.HOST,
    port: env.PORT,
    log,
    serviceKeys: [env.SOKO_SERVICE_KEY, ...env.SOKO_SERVICE_KEYS_OLD],
    metrics: () => registry.metrics(),
    acceptOldSignatures: env.SOKO_OLD_SIGNATURES,
  });
  const url = `http://${env.HOST}:${env.PORT}`;
  log.info({ url }, 'listening');
  const { DRAIN_DELAY_MS: delayMs, DRAIN_TIMEOUT_MS: timeoutMs } = env;
  return {
    url,
    closesWithinMs: stopTimes.limitMs(env),
    async close() {
      // It serves while its work in the background ends, so that a replica that is alone is not away for longer.
      const leaving = subgraph.stopWorking(stopTimes.workMs(env));
      await served.drain({ delayMs, timeoutMs: timeoutMs - stopTimes.workMs(env), leaving });
      await subgraph.close();
      await within(stopTimes.connectionsMs, Promise.all([peers.close(), bus.close(), tracing.close()]));
    },
  };
}
