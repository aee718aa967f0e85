import { withDatabase } from '@soko/postgres';
import pg from 'pg';
import { subgraphNames } from '../../compositions/subgraphs.ts';
import type { StripeAdmin } from '../harness/paying.ts';
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

const refusingDatabase = (databaseUrl: string, database: string): Fault => ({
  kind: 'database refuses',
  target: database,
  lasts: [1_000, 6_000],
  begin: () =>
    onServer(
      databaseUrl,
      `ALTER DATABASE ${database} ALLOW_CONNECTIONS false`,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${database}'`,
    ),
  end: () => onServer(databaseUrl, `ALTER DATABASE ${database} ALLOW_CONNECTIONS true`),
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

function faultsOfProvider(stripe: StripeAdmin): Fault[] {
  const failing = (kind: string, rule: object): Fault => ({
    kind,
    target: '',
    lasts: [1_500, 5_000],
    begin: async () => void (await stripe.call('POST', 'faults', { match: '*', times: null, ...rule })),
    end: async () => void (await stripe.call('DELETE', 'faults')),
  });
  const sending = (kind: string, controls: object): Fault => ({
    kind,
    target: '',
    lasts: [2_000, 6_000],
    begin: async () => void (await stripe.call('PATCH', 'webhooks', controls)),
    end: async () => void (await stripe.call('PATCH', 'webhooks', promptWebhooks)),
  });
  return [
    failing('provider answers 500', { effect: 'status', status: 500, when: 'before', rate: 0.8 }),
    failing('provider saves a 500', { effect: 'status', status: 500, when: 'during', rate: 0.3 }),
    failing('provider loses its answer', { effect: 'disconnect', when: 'after', rate: 0.6 }),
    {
      kind: 'provider hangs',
      target: '',
      lasts: [2_000, 6_000],
      begin: async () =>
        void (await stripe.call('PUT', 'latency', { ...noLatency, beforeMs: { min: 4_000, max: 8_000 } })),
      end: async () => void (await stripe.call('PUT', 'latency', noLatency)),
    },
    sending('webhooks come late', { delayMs: { min: 2_000, max: 6_000 } }),
    sending('webhooks come twenty times', { duplicates: 19 }),
    sending('webhooks come turned round', { reorder: 6 }),
  ];
}

/** Every fault that can be made here. */
export function faultsOf({ processes, victims }: Installation, stripe: StripeAdmin): Fault[] {
  const { databaseUrl } = processes;
  return [
    ...victims.flatMap(faultsOfProcess),
    stoppedPostgres(processes),
    ...[...subgraphNames, 'events'].map((name) => refusingDatabase(databaseUrl, `soko_${name}`)),
    ...faultsOfProvider(stripe),
  ];
}

/**
 * The faults of a run, without end. Every kind comes once before one comes again, so that a short run has one of each
 * kind; what it happens to is drawn.
 */
export function* planFaults(faults: readonly Fault[], random: Random): Generator<Fault & { lastsMs: number }, never> {
  const kinds = [...new Set(faults.map(({ kind }) => kind))];
  for (;;) {
    for (const kind of random.shuffle(kinds)) {
      const fault = random.pick(faults.filter((each) => each.kind === kind));
      yield { ...fault, lastsMs: random.between(...fault.lasts) };
    }
  }
}
