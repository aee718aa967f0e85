/**
 * `npm run start:distributed`: every service as a process of its own on this machine, the gateway speaking signed HTTP
 * to them, over a Kafka broker: the one of KAFKA_BROKERS, or one started here where Java and Maven are.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventLogDatabase, openDatabases } from './databases.ts';
import { environmentOf, readStandaloneEnv } from './env.ts';
import { playgroundFolder, supergraphFile } from './paths.ts';
import { sayWhyAndExit } from './say-why.ts';
import { loadSecrets } from './secrets.ts';
import { seedOnce } from './seed/index.ts';
import { subgraphNames } from './subgraphs.ts';
import { printSummary } from './summary.ts';
import { untilStopped } from './until-stopped.ts';

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

async function untilReady({ name, url, process: child }: Service): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`The ${name} service ended while starting.`);
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

try {
  const env = readStandaloneEnv();
  const secrets = await loadSecrets(env.SOKO_DATA_DIR);
  const databases = await openDatabases({
    serverUrl: env.DATABASE_URL,
    dataFolder: env.SOKO_DATA_DIR,
    password: secrets.postgresPassword,
    subgraphs: subgraphNames,
  });
  const common = {
    ...environmentOf(env, secrets),
    DATABASE_URL: databases.urlOf(eventLogDatabase),
    EVENT_LOG_DATABASE_URL: databases.urlOf(eventLogDatabase),
    LOG_LEVEL: env.LOG_LEVEL,
  };
  const subgraphs = await Promise.all(subgraphNames.map(async (name) => startService(name, await freePort(), common)));
  const addresses = Object.fromEntries(subgraphs.map(({ name, url }) => [`${name.toUpperCase()}_URL`, url]));
  const gateway = startService('gateway', env.PORT, {
    ...common,
    ...addresses,
    USERS_JWKS_URL: `${addresses['USERS_URL']}/.well-known/jwks.json`,
    SUPERGRAPH_PATH: supergraphFile,
    PLAYGROUND_DIR: playgroundFolder,
  });
  const services = [...subgraphs, gateway];
  untilStopped(async () => {
    await stopService(gateway);
    await Promise.all(subgraphs.map(stopService));
    await databases.stop();
  });
  await Promise.all(subgraphs.map(untilReady));
  if (env.SOKO_SEED)
    await seedOnce({
      urlOf: databases.urlOf,
      mediaFolder: common.SOKO_MEDIA_DIR,
      sealKey: common.SOKO_SEAL_KEY,
    });
  await Promise.all(services.map(untilReady));
  printSummary({
    url: gateway.url,
    composition: 'distributed',
    kafka: env.KAFKA_BROKERS,
    startedAt: performance.timeOrigin,
  });
} catch (error) {
  sayWhyAndExit(error);
}
