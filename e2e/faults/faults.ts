import { withDatabase } from '@soko/postgres';
import pg from 'pg';
import { subgraphNames } from '../../compositions/subgraphs.ts';
import type { Broker } from '../harness/processes.ts';
import type { Installation, Victim } from './installation.ts';
import type { Random } from './random.ts';

/** Something that fails for a while. */
export interface Fault {
  kind: string;
  /** What it happens to. Empty for the only one of its kind. */
  target: string;
  /** Longest and shortest time that it lasts. */
  lasts: readonly [minMs: number, maxMs: number];
  begin(): Promise<void>;
  /** Returns once the cause is gone; the effects may last longer. */
  end(): Promise<void>;
}

/** The admin API of a simulated provider. */
export interface ProviderAdmin {
  call<T>(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: object): Promise<T>;
}

/** A process that gets SIGTERM ends in order, whatever it is doing. */
async function stopInOrder({ name, service }: Victim): Promise<void> {
  const { stop, output } = service();
  const code = await stop();
  if (code !== 0) throw new Error(`${name} ended with ${code} after SIGTERM:\n${output().slice(-2_000)}`);
}

const faultsOfProcess = (victim: Victim): Fault[] => [
  {
    kind: 'kill -9',
    target: victim.name,
    lasts: [0, 1_500],
    begin: () => victim.service().kill(),
    end: victim.start,
  },
  {
    kind: 'SIGTERM',
    target: victim.name,
    lasts: [0, 500],
    begin: () => stopInOrder(victim),
    end: victim.start,
  },
  {
    kind: 'SIGSTOP',
    target: victim.name,
    lasts: [500, 4_000],
    begin: async () => victim.service().freeze(),
    end: async () => victim.service().thaw(),
  },
];

async function onServer(databaseUrl: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: withDatabase(databaseUrl, 'postgres') });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

const refusingDatabase = (
  databaseUrl: string,
  database: string,
  kind: string,
  lasts: readonly [number, number],
): Fault => ({
  kind,
  target: database,
  lasts,
  begin: () =>
    onServer(
      databaseUrl,
      `ALTER DATABASE ${database} ALLOW_CONNECTIONS false`,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${database}'`,
    ),
  end: () => onServer(databaseUrl, `ALTER DATABASE ${database} ALLOW_CONNECTIONS true`),
});

const brokerAway = (broker: Broker, lasts: readonly [number, number]): Fault => ({
  kind: 'Kafka is away',
  target: '',
  lasts,
  begin: broker.kill,
  end: broker.start,
});

const stoppedPostgres = ({ postgres }: Installation['processes']): Fault => ({
  kind: 'Postgres stops at once',
  target: '',
  lasts: [300, 3_000],
  begin: () => postgres.stopAtOnce(),
  end: () => postgres.start(),
});

const noLatency = { beforeMs: { min: 0, max: 0 }, afterMs: { min: 0, max: 0 } };
const promptWebhooks = { delayMs: { min: 0, max: 0 }, duplicates: 0, reorder: 0 };

function faultsOfProvider(name: string, provider: ProviderAdmin): Fault[] {
  const failing = (kind: string, rule: object): Fault => ({
    kind,
    target: name,
    lasts: [1_500, 5_000],
    begin: async () => void (await provider.call('POST', 'faults', { match: '*', times: null, ...rule })),
    end: async () => void (await provider.call('DELETE', 'faults')),
  });
  const sending = (kind: string, controls: object): Fault => ({
    kind,
    target: name,
    lasts: [2_000, 6_000],
    begin: async () => void (await provider.call('PATCH', 'webhooks', controls)),
    end: async () => void (await provider.call('PATCH', 'webhooks', promptWebhooks)),
  });
  return [
    failing('provider answers 500', { effect: 'status', status: 500, when: 'before', rate: 0.8 }),
    failing('provider saves a 500', { effect: 'status', status: 500, when: 'during', rate: 0.3 }),
    failing('provider loses its answer', { effect: 'disconnect', when: 'after', rate: 0.6 }),
    {
      kind: 'provider hangs',
      target: name,
      lasts: [2_000, 6_000],
      begin: async () =>
        void (await provider.call('PUT', 'latency', { ...noLatency, beforeMs: { min: 4_000, max: 8_000 } })),
      end: async () => void (await provider.call('PUT', 'latency', noLatency)),
    },
    sending('webhooks come late', { delayMs: { min: 2_000, max: 6_000 } }),
    sending('webhooks come twenty times', { duplicates: 19 }),
    sending('webhooks come turned round', { reorder: 6 }),
  ];
}

/** A run of this many seconds or more has the long outages, and every fault of every process at least once. */
export const longRunSeconds = 300;

/** Every fault that can be made here. In a long run, Kafka is away for a minute and a database for two. */
export function faultsOf(
  { processes, victims }: Installation,
  providers: Readonly<Record<string, ProviderAdmin>>,
  seconds: number,
): Fault[] {
  const { databaseUrl, kafka } = processes;
  const isLong = seconds >= longRunSeconds;
  const databases = [...subgraphNames, ...(kafka === null ? ['events'] : [])].map((name) => `soko_${name}`);
  const refusing = (kind: string, lasts: readonly [number, number]) =>
    databases.map((name) => refusingDatabase(databaseUrl, name, kind, lasts));
  return [
    ...victims.flatMap(faultsOfProcess),
    stoppedPostgres(processes),
    ...refusing('database refuses', [1_000, 6_000]),
    ...(isLong ? refusing('database refuses for two minutes', [120_000, 120_000]) : []),
    ...(kafka === null ? [] : [brokerAway(kafka, isLong ? [60_000, 60_000] : [3_000, 6_000])]),
    ...Object.entries(providers).flatMap(([name, provider]) => faultsOfProvider(name, provider)),
  ];
}

/** Of these, one target is enough: they last. */
const once = new Set(['database refuses for two minutes']);

export interface PlannedFault extends Fault {
  lastsMs: number;
}

/** What a run makes: `first` has one fault of every kind, `rest` all others, each once. */
export interface Plan {
  first: readonly PlannedFault[];
  rest: readonly PlannedFault[];
}

export function planFaults(faults: readonly Fault[], random: Random): Plan {
  const planned = (fault: Fault): PlannedFault => ({ ...fault, lastsMs: random.between(...fault.lasts) });
  const kinds = random.shuffle([...new Set(faults.map(({ kind }) => kind))]);
  const ofKinds = kinds.map((kind) => random.shuffle(faults.filter((each) => each.kind === kind)));
  return {
    first: ofKinds.map(([fault]) => planned(fault!)),
    rest: random.shuffle(ofKinds.flatMap(([, ...others]) => others.filter(({ kind }) => !once.has(kind)))).map(planned),
  };
}
