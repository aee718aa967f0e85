import { spawnSync } from 'node:child_process';
import { withDatabase } from '@soko/postgres';
import pg from 'pg';
import type { OpenPools } from '../../compositions/invariants-across.ts';
import { subgraphNames } from '../../compositions/subgraphs.ts';
import { openAll, type Openings } from '../harness/openings.ts';
import { openProcesses, type Processes, type Service } from '../harness/processes.ts';
import { eventsInKafka, eventsInPostgres, type EventsOfAll } from './events.ts';

export type Composition = 'one process' | 'separate processes';

/** A process that can be ended and started again. */
export interface Victim {
  name: string;
  service(): Service;
  start(): Promise<void>;
}

export interface Installation {
  processes: Processes;
  victims: readonly Victim[];
  pools: OpenPools;
  events: EventsOfAll;
  /** A pool on another database of the server. */
  poolOf(database: string): pg.Pool;
  close(): Promise<void>;
}

/**
 * The waits of a purchase, each shorter than the one around it, as they are by default, but all of them short: what a
 * killed process leaves behind is taken over within seconds.
 */
const shortWaits = {
  SUBGRAPH_TIMEOUT_MS: '9000',
  ORDERS_PLACE_TIMEOUT_MS: '7500',
  ORDERS_SAGA_LEASE_MS: '8500',
  SOKO_PEER_TIMEOUT_MS: '6000',
  PAYMENT_RESPONSE_TIMEOUT_MS: '4500',
  PAYMENT_PROVIDER_TIMEOUT_MS: '2500',
  PAYMENT_CALL_LEASE_MS: '9000',
  PAYMENT_LOOK_AFTER_MS: '3000',
  PAYMENT_GIVE_UP_AFTER_MS: '40000',
  WALLETS_LOOK_AFTER_MS: '4000',
  ORDERS_PAYMENT_LOOK_MS: '1000',
  ORDERS_PAYMENT_ACTION_MS: '8000',
  // All clients of a run have one address.
  ORDERS_DECLINES_PER_ADDRESS_AN_HOUR: '100000',
  ORDERS_UNCONFIRMED_PER_ADDRESS_AN_HOUR: '100000',
  ACCESS_TOKEN_MINUTES: '600',
  NOTIFICATIONS_OUTBOX: 'true',
};

const processesOf: Readonly<Record<Composition, readonly string[]>> = {
  'one process': ['standalone'],
  'separate processes': [...subgraphNames, 'gateway'],
};

/** Separate processes use Kafka where one can be started, otherwise the log in Postgres. */
const canStartKafka = (): boolean => ['java', 'mvn'].every((program) => spawnSync(program, ['-version']).status === 0);

export const openInstallation = (composition: Composition): Promise<Installation> =>
  openAll((openings) => startInstallation(composition, openings));

async function startInstallation(composition: Composition, { open, close }: Openings): Promise<Installation> {
  const names = processesOf[composition];
  const kafka = composition === 'separate processes' && canStartKafka();
  const processes = await open(openProcesses(names, { kafka }), (it) => it.close());
  const services = new Map<string, Service>();
  const start = async (name: string): Promise<void> => {
    services.set(name, await processes.start(name, shortWaits));
  };
  const opened: pg.Pool[] = [];
  await open(Promise.resolve(opened), (all) => Promise.all(all.map((pool) => pool.end())));
  const poolOf = (database: string): pg.Pool => {
    const pool = new pg.Pool({ connectionString: withDatabase(processes.databaseUrl, database), max: 2 });
    // Postgres stops in the middle of a run.
    pool.on('error', () => {});
    opened.push(pool);
    return pool;
  };
  await Promise.all(names.map((name) => open(start(name), () => {})));
  const events =
    processes.kafka === null ? eventsInPostgres(poolOf('soko_events')) : eventsInKafka([processes.kafka.brokers]);
  await open(Promise.resolve(events), (it) => it.close());
  return {
    processes,
    events,
    victims: names.map((name) => ({ name, service: () => services.get(name)!, start: () => start(name) })),
    pools: Object.fromEntries(subgraphNames.map((name) => [name, poolOf(`soko_${name}`)])) as unknown as OpenPools,
    poolOf,
    close,
  };
}
