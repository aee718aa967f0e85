import { readEnv } from '@soko/env';
import type { EventBus } from '@soko/event-bus';
import { checkGatewayServiceEnv } from '@soko/gateway/check-env';
import { startGatewayService } from '@soko/gateway/service';
import { createLogger, type Logger } from '@soko/log';
import { startTracing } from '@soko/tracing';
import { tracingEnv } from '@soko/tracing/env';
import { openEventBus } from './event-bus.ts';
import { within } from '@soko/retry';
import type { RunningService } from './run-subgraph.ts';
import { stopTimes } from './stop-times.ts';
import { subgraphServiceEnv } from './service-env.ts';
import { subgraphNames } from './subgraphs.ts';

const { LOG_LEVEL, LOG_FORMAT, KAFKA_BROKERS, EVENT_LOG_DATABASE_URL, DRAIN_DELAY_MS, DRAIN_TIMEOUT_MS } =
  subgraphServiceEnv;

/** Opens the bus that the subgraphs publish to; null when none is configured. */
function openBus(source: Record<string, string | undefined>, log: Logger): EventBus | null {
  const env = readEnv({ KAFKA_BROKERS, EVENT_LOG_DATABASE_URL }, source);
  const { KAFKA_BROKERS: brokers, EVENT_LOG_DATABASE_URL: logUrl = '' } = env;
  if (brokers || logUrl) return openEventBus({ brokers, logUrl, clientId: 'soko-gateway', log });
  log.warn('neither KAFKA_BROKERS nor EVENT_LOG_DATABASE_URL is set; refusing subscriptions');
  return null;
}

/** Runs the gateway as this process, with the event bus for its subscriptions. */
export async function runGateway(source: Record<string, string | undefined>): Promise<RunningService> {
  await checkGatewayServiceEnv(source, subgraphNames);
  const env = readEnv({ LOG_LEVEL, LOG_FORMAT }, source);
  const log = createLogger({ name: 'gateway', level: env.LOG_LEVEL, format: env.LOG_FORMAT });
  const tracing = await startTracing({ service: 'soko-gateway', env: readEnv(tracingEnv, source), log });
  const bus = openBus(source, log);
  const drain = readEnv({ DRAIN_DELAY_MS, DRAIN_TIMEOUT_MS }, source);
  const gateway = await startGatewayService(source, bus ? { events: bus } : {});
  return {
    url: gateway.url,
    closesWithinMs: stopTimes.limitMs(drain),
    async close() {
      await gateway.close();
      await within(stopTimes.connectionsMs, Promise.all([tracing.close(), bus?.close()]));
    },
  };
}
