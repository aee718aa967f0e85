import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { silentLogger } from '@soko/log';
import { startMpesaSimulator } from '@soko/mpesa-simulator';
import { startEmbeddedPostgres } from '@soko/postgres';
import { startStripeSimulator } from '@soko/stripe-simulator';
import { until } from '@soko/testing';
import { type RunningKafka, startKafka } from '../../scripts/kafka/start-kafka.mjs';
import { openAll, type Openings } from './openings.ts';
import { cheapPasswords, freePort, newDataFolder, wideLimits } from './soko.mjs';

const root = resolve(import.meta.dirname, '../..');
const webhookSecret = 'whsec_of_separate_processes';
const callbackSecret = 'callbacks-of-separate-processes-0123456789';

/** A service as a process of its own. */
export interface Service {
  /** Its GraphQL door. */
  url: string;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** SIGTERM. Answers the exit code; null when another signal ended the process. */
  stop(): Promise<number | null>;
  /** SIGSTOP: the process stands still. */
  freeze(): void;
  /** SIGCONT. */
  thaw(): void;
  output(): string;
}

/** A Kafka of its own. */
export interface Broker {
  brokers: string;
  /** SIGKILL. */
  kill(): Promise<void>;
  start(): Promise<void>;
}

/** Services that sell, on a Postgres, a simulated Stripe and a simulated M-Pesa of their own, with the demo's people. */
export interface Processes {
  gatewayUrl: string;
  stripeAdmin: string;
  mpesaAdmin: string;
  /** Null when events pass through Postgres. */
  kafka: Broker | null;
  databaseUrl: string;
  postgres: {
    /** Immediate shutdown: what is not committed is lost, and the next start recovers. */
    stopAtOnce(): Promise<void>;
    start(): Promise<void>;
  };
  /** Starts a service; `env` overrides the variables that all of them get. */
  start(name: string, env?: Record<string, string>): Promise<Service>;
  /** Where a service is, or will be. */
  urlOf(name: string): string;
  close(): Promise<void>;
}

type Variables = Record<string, string>;

function run(program: string, args: string[], env: Variables): { child: ChildProcess; output: () => string } {
  const child = spawn(process.execPath, [join(root, `dist/server/${program}.js`), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...cheapPasswords, ...wideLimits, NODE_OPTIONS: '', KAFKA_BROKERS: '', ...env },
  });
  let text = '';
  const folder = process.env['SOKO_TEST_LOGS'];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (more: string) => {
      text = `${text}${more}`.slice(-20_000);
      if (folder !== undefined) appendFileSync(join(folder, `${[program, ...args, child.pid].join('-')}.log`), more);
    });
  }
  return { child, output: () => text };
}

/** Ten processes that start at once on a busy machine take long. */
const startsWithinMs = 180_000;

/** CPU that a process has used, where the system tells it. It shows a process that waits, or that did not get its turn. */
function cpuSecondsOf(pid: number): { user: number; system: number } {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ', 2)[1]!.split(' ');
    // Clock ticks: a hundredth of a second.
    return { user: Number(fields[11]) / 100, system: Number(fields[12]) / 100 };
  } catch {
    return { user: Number.NaN, system: Number.NaN };
  }
}

async function startService(name: string, port: number, env: Variables): Promise<Service> {
  const [program, args] = name === 'standalone' ? ['standalone', []] : ['service', [name.replace(/-\d+$/, '')]];
  const { child, output } = run(program, args, { ...env, PORT: String(port) });
  const exit = once(child, 'exit');
  let said = 'no answer';
  await until(
    `the ${name} service`,
    async () => {
      if (child.exitCode !== null) throw new Error(`The ${name} service ended while starting: ${output()}`);
      return fetch(`http://127.0.0.1:${port}/health/ready`, { signal: AbortSignal.timeout(10_000) }).then(
        async (response) => {
          said = await response.text();
          return response.ok;
        },
        () => false,
      );
    },
    startsWithinMs,
    50,
  ).catch((error: unknown) => {
    const { user, system } = cpuSecondsOf(child.pid!);
    child.kill('SIGKILL');
    const about = `health: ${said}; CPU: ${user} s and ${system} s of the system; output: ${output()}`;
    throw new Error(`The ${name} service did not start. ${about}`, { cause: error });
  });
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal);
      await exit;
    }
    return child.exitCode;
  };
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    output,
    async kill() {
      await end('SIGKILL');
    },
    stop: () => end('SIGTERM'),
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
  };
}

/** The demo's people and categories, with a catalogue of next to nothing. */
async function seed(env: Variables): Promise<void> {
  const { child, output } = run('seed', ['--products', '1'], env);
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`Seeding failed: ${output()}`);
}

async function startPostgres(dataFolder: string, port: number) {
  const directory = join(dataFolder, 'postgres');
  const settings = { max_connections: '300', log_min_messages: 'fatal' };
  const server = await startEmbeddedPostgres({
    directory,
    password: 'of-this-spec',
    settings,
    port,
  });
  const pidFile = join(directory, 'data/postmaster.pid');
  return {
    ...server,
    async stopAtOnce() {
      const pid = Number((await readFile(pidFile, 'utf8')).split('\n', 1)[0]);
      process.kill(pid, 'SIGQUIT');
      await until('the end of Postgres', () => !existsSync(pidFile));
    },
  };
}

async function startBroker(dataDir: string): Promise<Broker & { stop(): Promise<void> }> {
  let kafka: RunningKafka = await startKafka({ dataDir, port: await freePort() });
  const { brokers } = kafka;
  return {
    brokers,
    async kill() {
      process.kill(kafka.pid, 'SIGKILL');
      await kafka.exited;
    },
    async start() {
      kafka = await startKafka({ dataDir, port: Number(brokers.split(':')[1]) });
    },
    stop: () => kafka.stop(),
  };
}

/**
 * Postgres, people and providers; the services of `names` are started by the caller, in any order. `standalone` is all of
 * them in one process, and `users-2` another process of `users`. With `kafka`, events pass through a broker of their own, which needs
 * Java and Maven.
 */
export const openProcesses = (names: readonly string[], options: { kafka?: boolean } = {}): Promise<Processes> =>
  openAll((openings) => startAll(names, options, openings));

async function startAll(
  names: readonly string[],
  options: { kafka?: boolean },
  { open, close }: Openings,
): Promise<Processes> {
  const dataFolder = await open(newDataFolder(), (folder) => rm(folder, { recursive: true, force: true }));
  // It may have been stopped and started again.
  const server = startPostgres(dataFolder, await freePort());
  let postgres: Awaited<typeof server> = await open(server, () => postgres.stop());
  const databaseUrl = postgres.connectionString;
  const ports = new Map<string, number>();
  for (const name of names) ports.set(name, await freePort());
  const gatewayUrl = `http://127.0.0.1:${ports.get('gateway') ?? ports.get('standalone')}`;
  const webhookUrl = `${gatewayUrl}/webhooks/stripe`;
  const [stripe, mpesa, kafka] = await Promise.all([
    open(startStripeSimulator({ port: 0, log: silentLogger, webhookSecret, webhookUrl }), (it) => it.close()),
    open(startMpesaSimulator({ port: 0, log: silentLogger }), (it) => it.close()),
    options.kafka ? open(startBroker(join(dataFolder, 'kafka')), (it) => it.stop()) : null,
    open(seed({ SOKO_DATA_DIR: dataFolder, DATABASE_URL: databaseUrl }), () => {}),
  ]);
  const secrets = JSON.parse(await readFile(join(dataFolder, 'secrets.json'), 'utf8')) as Record<string, string>;
  const urlOf = (name: string): string => `http://127.0.0.1:${ports.get(name)}/graphql`;
  const env: Variables = {
    ...Object.fromEntries(names.map((name) => [`${name.toUpperCase()}_URL`, urlOf(name)])),
    DATABASE_URL: databaseUrl,
    SOKO_DATA_DIR: dataFolder,
    SOKO_SEED: 'false',
    LOG_LEVEL: 'error',
    MIGRATE_ON_START: 'true',
    SOKO_PUBLIC_URL: gatewayUrl,
    SOKO_MEDIA_DIR: join(dataFolder, 'media'),
    SOKO_SERVICE_KEY: secrets['serviceKey']!,
    SOKO_SEAL_KEY: secrets['sealKey']!,
    SOKO_OTP_KEY: secrets['otpKey']!,
    SOKO_MEDIA_KEY: secrets['mediaKey']!,
    SOKO_JWT_PRIVATE_KEY: secrets['jwtPrivateKey']!,
    STRIPE_API_BASE: stripe.url,
    STRIPE_SECRET_KEY: 'sk_test_simulated',
    STRIPE_WEBHOOK_SECRET: webhookSecret,
    MPESA_BASE_URL: mpesa.url,
    MPESA_CONSUMER_KEY: mpesa.account.consumerKey,
    MPESA_CONSUMER_SECRET: mpesa.account.consumerSecret,
    MPESA_SHORT_CODE: mpesa.account.shortCode,
    MPESA_PASS_KEY: mpesa.account.passkey,
    MPESA_INITIATOR: mpesa.account.initiator,
    MPESA_INITIATOR_SECRET: mpesa.account.initiatorPassword,
    MPESA_CERTIFICATE: mpesa.publicKey,
    MPESA_CALLBACK_SECRET: callbackSecret,
    ...(kafka === null ? {} : { KAFKA_BROKERS: kafka.brokers }),
  };
  const started: Service[] = [];
  await open(Promise.resolve(started), (all) => Promise.all(all.map((service) => service.stop())));
  return {
    gatewayUrl,
    stripeAdmin: `${stripe.url}/_admin`,
    mpesaAdmin: `${mpesa.url}/_admin`,
    kafka,
    databaseUrl,
    postgres: {
      stopAtOnce: () => postgres.stopAtOnce(),
      async start() {
        postgres = await startPostgres(dataFolder, Number(new URL(databaseUrl).port));
      },
    },
    urlOf,
    async start(name, own = {}) {
      const service = await startService(name, ports.get(name)!, { ...env, ...own });
      started.push(service);
      return service;
    },
    close,
  };
}
