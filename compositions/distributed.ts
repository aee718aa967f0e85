/**
 * `npm run start:distributed`: every service as its own process on this machine. The gateway reaches them over signed HTTP;
 * events pass through the Kafka broker of KAFKA_BROKERS, or one that is started here if Java and Maven are installed.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkStandaloneVariables } from './check-variables.ts';
import { lockDataFolder } from './data-folder.ts';
import { eventLogDatabase, openDatabases } from './databases.ts';
import { readEnv } from '@soko/env';
import { drainDelay, drainTimeout } from '@soko/env/known';
import { createLogger } from '@soko/log';
import { environmentOf, localUrl, processVariables, readStandaloneEnv } from './env.ts';
import { playgroundFolder, supergraphFile } from './paths.ts';
import { explainAndExit } from './explain-and-exit.ts';
import { loadSecrets } from './secrets.ts';
import { startSimulators } from './simulators.ts';
import { stopTimes } from './stop-times.ts';
import { seedOnce } from '@soko/demo';
import { subgraphNames } from './subgraphs.ts';
import { printSummary } from './summary.ts';
import { closeOnSignal } from './close-on-signal.ts';

const program = join(dirname(fileURLToPath(import.meta.url)), 'service.js');

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

interface Service {
  name: string;
  url: string;
  process: ChildProcess;
}

function startService(name: string, port: number, env: Record<string, string | undefined>): Service {
  const child = spawn(process.execPath, [program, name], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...env, HOST: '127.0.0.1', PORT: String(port) },
  });
  return { name, url: `http://127.0.0.1:${port}`, process: child };
}

async function waitUntilReady({ name, url, process: child }: Service): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`The ${name} service ended while it was starting.`);
    const ready = await fetch(`${url}/health/ready`).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return;
    await new Promise((later) => setTimeout(later, 50));
  }
}

async function stopService({ process: child }: Service): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await exit;
}

type Variables = Record<string, string | undefined>;

/** Starts the gateway and every subgraph, each with the addresses of the others. */
async function startServices(port: number, common: Variables) {
  const ports = await Promise.all(subgraphNames.map(async (name) => [name, await freePort()] as const));
  const addresses: Variables = Object.fromEntries(
    ports.map(([name, own]) => [`${name.toUpperCase()}_URL`, `http://127.0.0.1:${own}/graphql`]),
  );
  const env = { ...common, ...addresses, SUPERGRAPH_PATH: supergraphFile, PLAYGROUND_DIR: playgroundFolder };
  return {
    subgraphs: ports.map(([name, own]) => startService(name, own, env)),
    gateway: startService('gateway', port, env),
  };
}

async function startDistributed(): Promise<void> {
  await checkStandaloneVariables(processVariables);
  const env = readStandaloneEnv();
  const drain = readEnv({ DRAIN_DELAY_MS: drainDelay, DRAIN_TIMEOUT_MS: drainTimeout }, processVariables);
  const undo: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const step of undo.splice(0).toReversed()) await step();
  };
  closeOnSignal(close, () => stopTimes.limitOfAllMs(drain));
  try {
    const folder = await lockDataFolder(env.SOKO_DATA_DIR);
    undo.push(folder.release);
    const secrets = await loadSecrets(env.SOKO_DATA_DIR);
    const databases = await openDatabases({
      serverUrl: env.DATABASE_URL,
      dataFolder: env.SOKO_DATA_DIR,
      password: secrets.postgresPassword,
      subgraphs: subgraphNames,
    });
    undo.push(databases.stop);
    const server = databases.urlOf(eventLogDatabase);
    const variables = environmentOf(env, secrets, processVariables);
    const simulators = await startSimulators({
      env: variables,
      dataFolder: env.SOKO_DATA_DIR,
      publicUrl: localUrl(env),
      serviceKey: secrets.serviceKey,
      log: createLogger({ name: 'simulators', level: env.LOG_LEVEL, format: env.LOG_FORMAT }),
    });
    undo.push(simulators.close);
    const { subgraphs, gateway } = await startServices(env.PORT, {
      ...variables,
      ...simulators.variables,
      DATABASE_URL: server,
      EVENT_LOG_DATABASE_URL: server,
      LOG_LEVEL: env.LOG_LEVEL,
      LOG_FORMAT: env.LOG_FORMAT,
    });
    undo.push(() => Promise.all(subgraphs.map(stopService)));
    undo.push(() => stopService(gateway));
    await Promise.all(subgraphs.map(waitUntilReady));
    if (env.SOKO_SEED) {
      await seedOnce({
        urlOf: databases.urlOf,
        mediaFolder: variables.SOKO_MEDIA_DIR,
        sealKey: variables.SOKO_SEAL_KEY,
      });
    }
    await waitUntilReady(gateway);
    const { url } = gateway;
    printSummary({
      url,
      // The gateway's own process knows its other ports.
      operationsUrl: env.NODE_ENV === 'production' ? null : url,
      composition: 'distributed',
      kafka: env.KAFKA_BROKERS,
      simulators: simulators.pages,
      startedAt: performance.timeOrigin,
    });
  } catch (error) {
    await close();
    throw error;
  }
}

startDistributed().catch(explainAndExit);
