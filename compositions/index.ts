import { setTimeout as sleep } from 'node:timers/promises';
import { readEnv } from '@soko/env';
import type { EventBus } from '@soko/event-bus';
import { gatewayEnv, localKeys, startGateway, supergraphFile as sourceOf } from '@soko/gateway';
import { createLogger, type Logger } from '@soko/log';
import { type StartedSubgraph, startSubgraph, type SubgraphTransport } from '@soko/subgraph';
import { publicJwks } from '@soko/subgraph-users';
import { within } from '@soko/retry';
import { startTracing } from '@soko/tracing';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { checkStandaloneVariables } from './check-variables.ts';
import { type Databases, eventLogDatabase, openDatabases } from './databases.ts';
import { environmentOf, localUrl, readStandaloneEnv, type StandaloneEnv } from './env.ts';
import { openEventBus } from './event-bus.ts';
import { addEventMetrics, addOwnMetrics, addSubgraphMetrics } from './metrics.ts';
import { playgroundFolder, supergraphFile } from './paths.ts';
import { emptyFolder, lockDataFolder } from './data-folder.ts';
import { loadSecrets } from './secrets.ts';
import { stopTimes } from './stop-times.ts';
import { startSimulators, type Simulators } from './simulators.ts';
import { seedOnce } from '@soko/demo';
import { loadSubgraph, type SubgraphName, subgraphNames } from './subgraphs.ts';

export interface Standalone {
  url: string;
  /** The address of the metrics; null when they are not served. */
  operationsUrl: string | null;
  env: StandaloneEnv;
  /** Whether the event bus was available at the start. Without it, events wait in the outboxes. */
  eventsArrive: boolean;
  /** The admin pages of the simulated providers. */
  simulators: Simulators['pages'];
  subgraphs: Readonly<Record<SubgraphName, StartedSubgraph>>;
  bus: EventBus;
  /** Stops the gateway and the work in the background first, and the databases last. */
  close(): Promise<void>;
  /** Longest time that `close` may take, in milliseconds. */
  closesWithinMs: number;
}

type Variables = Record<string, string | undefined>;
type Subgraphs = Record<SubgraphName, StartedSubgraph>;

interface Options {
  /** Deletes all data first. */
  reset?: boolean;
  /** Ends a start that is under way: its steps are undone. */
  signal?: AbortSignal;
  /** The clock of the subgraphs. */
  now?: (() => Date) | undefined;
  log?: Logger;
}

async function startSubgraphs(
  databases: Databases,
  bus: EventBus,
  { log, now }: { log: Logger; now: Options['now'] },
  env: Variables,
  { SOKO_POOL_SIZE: poolSize, REDIS_URL: redisUrl }: StandaloneEnv,
) {
  const started: Partial<Subgraphs> = {};
  const peers = (name: string): SubgraphTransport => {
    const peer = started[name as SubgraphName];
    if (peer === undefined) throw new Error(`The ${name} subgraph has not started yet.`);
    return peer.execute;
  };
  await Promise.all(
    subgraphNames.map(async (name) => {
      const definition = await loadSubgraph(name);
      const databaseUrl = databases.urlOf(name);
      const clock = now === undefined ? {} : { now };
      const adapters = { databaseUrl, bus, peers, log, env, poolSize, redisUrl, ...clock };
      started[name] = await startSubgraph(definition, adapters);
    }),
  );
  return started as Subgraphs;
}

function startStandaloneGateway(
  subgraphs: Subgraphs,
  bus: EventBus,
  variables: ReturnType<typeof environmentOf>,
  log: Logger,
) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  addSubgraphMetrics(registry, Object.values(subgraphs));
  addOwnMetrics(registry, Object.values(subgraphs));
  addEventMetrics(registry, bus, Object.values(subgraphs));
  const { users } = subgraphs;
  return startGateway({
    env: readEnv(gatewayEnv, variables),
    log,
    registry,
    supergraph: sourceOf(supergraphFile, { pollMs: 1_000, log }),
    transportFor: ({ name }) => subgraphs[name as SubgraphName].execute,
    keys: localKeys(() => publicJwks(variables)),
    users: users.execute,
    events: bus,
    cursorKeys: variables.SOKO_SERVICE_KEY,
    playgroundFolder,
    checks: {
      'event bus': () => bus.health(),
      ...Object.fromEntries(Object.values(subgraphs).map((each) => [`${each.name} database`, () => each.ready()])),
    },
    async routes(app) {
      for (const subgraph of Object.values(subgraphs)) await app.register(async (scope) => subgraph.routes(scope));
    },
  });
}

/** Time that the start waits for a sign of the event bus. */
const busTimeoutMs = 2_000;

const isAvailable = (bus: EventBus): Promise<boolean> =>
  Promise.race([
    bus.health().then(
      () => true,
      () => false,
    ),
    sleep(busTimeoutMs, false, { ref: false }),
  ]);

/**
 * Starts the whole platform in this process, in the order of dependencies: folder, secrets, databases, simulators, event
 * bus, subgraphs, seed, gateway. When a step fails, the earlier ones are undone.
 */
export async function startStandalone(source: Variables, options: Options = {}): Promise<Standalone> {
  await checkStandaloneVariables(source);
  const env = readStandaloneEnv(source);
  const drain = readEnv(
    { DRAIN_DELAY_MS: gatewayEnv.DRAIN_DELAY_MS, DRAIN_TIMEOUT_MS: gatewayEnv.DRAIN_TIMEOUT_MS },
    source,
  );
  const log = options.log ?? createLogger({ name: 'soko', level: env.LOG_LEVEL, format: env.LOG_FORMAT });
  const undo: (() => Promise<unknown>)[] = [];
  const add = (step: () => Promise<unknown>): void => {
    undo.push(step);
    options.signal?.throwIfAborted();
  };
  const close = async (): Promise<void> => {
    for (const step of undo.splice(0).toReversed()) await step();
  };
  try {
    const tracing = await startTracing({ service: 'soko', env, log });
    add(() => within(stopTimes.connectionsMs, tracing.close()));
    const folder = await lockDataFolder(env.SOKO_DATA_DIR);
    add(folder.release);
    const secrets = await loadSecrets(env.SOKO_DATA_DIR);
    const databases = await openDatabases({
      serverUrl: env.DATABASE_URL,
      dataFolder: env.SOKO_DATA_DIR,
      password: secrets.postgresPassword,
      subgraphs: subgraphNames,
      reset: options.reset ?? false,
    });
    add(databases.stop);
    const own = environmentOf(env, secrets, source);
    const simulators = await startSimulators({
      env: own,
      dataFolder: env.SOKO_DATA_DIR,
      publicUrl: localUrl(env),
      serviceKey: secrets.serviceKey,
      reset: options.reset ?? false,
      log,
    });
    add(simulators.close);
    const variables = { ...own, ...simulators.variables };
    if (options.reset) await emptyFolder(variables.SOKO_MEDIA_DIR);
    const logUrl = databases.urlOf(eventLogDatabase);
    const bus = openEventBus({
      brokers: env.KAFKA_BROKERS,
      logUrl,
      clientId: 'soko',
      log,
      retentionDays: env.EVENT_RETENTION_DAYS,
    });
    add(() => within(stopTimes.connectionsMs, bus.close()));
    const subgraphs = await startSubgraphs(databases, bus, { log, now: options.now }, variables, env);
    add(async () => {
      await Promise.all(Object.values(subgraphs).map((subgraph) => subgraph.close()));
    });
    // Before the gateway, so that Soko has data once it is ready.
    if (env.SOKO_SEED)
      await seedOnce({
        urlOf: databases.urlOf,
        mediaFolder: variables.SOKO_MEDIA_DIR,
        sealKey: variables.SOKO_SEAL_KEY,
        now: options.now,
      });
    const gateway = await startStandaloneGateway(subgraphs, bus, variables, log);
    add(async () => {
      const working = Object.values(subgraphs).map((each) => each.stopWorking(stopTimes.workMs(drain)));
      await Promise.all([gateway.close(), ...working]);
    });
    const { url, operationsUrl } = gateway;
    const eventsArrive = await isAvailable(bus);
    const closesWithinMs = stopTimes.limitMs(drain);
    const { pages } = simulators;
    return { url, operationsUrl, env, eventsArrive, simulators: pages, subgraphs, bus, close, closesWithinMs };
  } catch (error) {
    await close().catch(() => {});
    throw error;
  }
}
