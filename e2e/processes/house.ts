import { withDatabase } from '@soko/postgres';
import { until } from '@soko/testing';
import pg from 'pg';
import { subgraphNames } from '../../compositions/subgraphs.ts';
import { client, type Client } from '../harness/client.ts';
import { openAll } from '../harness/openings.ts';
import { openProcesses, type Processes, type Service } from '../harness/processes.ts';
import { type Statement, watchDatabase, type WatchedDatabase } from '../harness/watched-database.ts';

/** Everything in one process, or every service a process of its own. */
export type Composition = 'one process' | 'separate processes';

/** A subgraph that is killed; in one process, everything dies with it. */
export type Victim = 'wallets' | 'payments';

/** Between two looks: each is work for processes that have other work. */
export const pauseMs = 100;

/** The moment of a death, and what leads to it, a round at a time. */
export interface Way {
  moment: Omit<Statement, 'database'>;
  round: () => Promise<unknown>;
}

/** Soko with money in it, whose wallets and payments can be killed at any statement. */
export interface House {
  processes: Processes;
  composition: Composition;
  /** A visitor who is not signed in. */
  visitor(): Client;
  /** Kills a process when it has come to the moments of all ways at once. Returns once it runs again. */
  dieAt(who: Victim, ways: readonly Way[]): Promise<void>;
  /** Lets the time pass after which what a dead process has left is continued. */
  passTime(dead: Victim): Promise<void>;
  /** Lets users have another code at once. */
  forgetCodes(): Promise<void>;
  pool(subgraph: string): pg.Pool;
  close(): Promise<void>;
}

const namesOf: Readonly<Record<Composition, readonly string[]>> = {
  'one process': ['standalone'],
  'separate processes': [...subgraphNames.filter((name) => name !== 'analytics'), 'gateway'],
};

const env = {
  NOTIFICATIONS_OUTBOX: 'true',
  ACCESS_TOKEN_MINUTES: '600',
  WALLETS_SETTLEMENT_PAGE: '2',
  // Decisions of one administrator wait for another one.
  WALLET_ADJUSTMENT_REVIEW_ABOVE: '0',
  PAYMENT_LOOK_AFTER_MS: '1000',
  // Sellers ask for their payouts.
  PAYOUT_EVERY_HOURS: '0',
  PAYOUT_BANK_NAME: 'Soko Marketplace',
  PAYOUT_BANK_IBAN: 'DE02120300000000202051',
};

/** What waits for a time is due at once. */
const passing: Readonly<Record<string, readonly string[]>> = {
  wallets: [
    'UPDATE deposit SET look_at = now() WHERE look_at > now()',
    `UPDATE withdrawal SET look_at = now() WHERE look_at > now() AND status <> 'REQUESTED'`,
    'UPDATE payout SET look_at = now() WHERE look_at > now()',
    'UPDATE feed_import SET due_at = now() WHERE due_at > now()',
  ],
  payments: [
    'UPDATE collection SET due_at = now() WHERE due_at > now()',
    'UPDATE disbursement SET due_at = now() WHERE due_at > now()',
    'UPDATE funds_decision SET due_at = now() WHERE due_at > now()',
    'UPDATE provider_event SET next_try_at = now() WHERE processed_at IS NULL',
    `UPDATE provider_call SET claimed_until = now() WHERE status = 'PENDING'`,
    'UPDATE payment SET look_at = now() WHERE look_at > now()',
  ],
  orders: [
    'UPDATE checkout_saga SET next_at = now() WHERE next_at > now()',
    'UPDATE order_task SET next_at = now() WHERE next_at > now()',
  ],
};

export async function openHouse(composition: Composition, { kafka }: { kafka: boolean }): Promise<House> {
  return openAll(async (openings) => {
    let watched: WatchedDatabase | undefined;
    // The services end through it, so that it is closed after them.
    await openings.open(Promise.resolve(), () => watched?.close());
    const processes = await openings.open(openProcesses([...namesOf[composition], 'analytics'], { kafka }), (opened) =>
      opened.close(),
    );
    const database = (watched = await watchDatabase(processes.databaseUrl));
    const services = new Map<string, Service>();
    const start = async (name: string): Promise<void> => {
      const own = { ...env, DATABASE_URL: database.url };
      services.set(name, await processes.start(name, own));
    };
    await Promise.all(namesOf[composition].filter((name) => name !== 'gateway').map(start));
    if (composition === 'separate processes') await start('gateway');
    const pools = new Map<string, pg.Pool>();
    await openings.open(Promise.resolve(), () => Promise.all([...pools.values()].map((pool) => pool.end())));
    const poolOf = (subgraph: string): pg.Pool => {
      const known = pools.get(subgraph);
      if (known !== undefined) return known;
      const connectionString = withDatabase(processes.databaseUrl, `soko_${subgraph}`);
      const pool = new pg.Pool({ connectionString, max: 2 });
      pools.set(subgraph, pool);
      return pool;
    };
    const processOf = (who: Victim): string => (composition === 'one process' ? 'standalone' : who);
    return {
      processes,
      composition,
      visitor: () => client({ url: processes.gatewayUrl, timeoutMs: 30_000 }),
      async dieAt(who, ways) {
        const name = processOf(who);
        const moments = ways.map(({ moment }) => ({ ...moment, database: `soko_${who}` }));
        const death = database.at(moments, () => services.get(name)!.kill());
        let isDead = false;
        let last: unknown;
        void death.then(() => (isDead = true));
        const lead = ({ round }: Way): Promise<unknown> =>
          until(
            `${name} dies`,
            async () => {
              if (!isDead) await round().catch((error: unknown) => (last = error));
              return isDead || null;
            },
            60_000,
            pauseMs,
          );
        await Promise.all(ways.map(lead)).catch(async (error: unknown) => {
          const missing = database.awaited().join(', ');
          database.forget();
          // What it was interrupted in holds locks, on which the next death would wait.
          await services.get(name)!.kill();
          await start(name);
          throw new Error(`${name} did not come to: ${missing}. Last error: ${String(last)}`, { cause: error });
        });
        await death;
        await start(name);
      },
      async passTime(dead) {
        // The leases of processes that live are not touched. Wallets has none: it may ask payments at any time.
        const died = composition === 'one process' ? Object.keys(passing) : ['wallets', dead];
        for (const subgraph of new Set(died)) for (const sql of passing[subgraph]!) await poolOf(subgraph).query(sql);
      },
      async forgetCodes() {
        await poolOf('users').query('DELETE FROM limits');
      },
      pool: poolOf,
      close: () => openings.close(),
    };
  });
}
