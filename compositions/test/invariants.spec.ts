import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@soko/testing';
import type pg from 'pg';
import { checkEverything } from '../check-everything.ts';
import type { OpenPools } from '../invariants-across.ts';
import { type SubgraphName, subgraphNames } from '../subgraphs.ts';
import { brokenAdverts } from './broken-adverts.ts';
import { brokenChain, brokenTokenOrders } from './broken-chain.ts';
import { brokenChat } from './broken-chat.ts';
import { brokenContacts } from './broken-contacts.ts';
import { brokenPayouts } from './broken-payouts.ts';
import { brokenReviews } from './broken-reviews.ts';
import { brokenBusiness, brokenSales } from './broken-sales.ts';
import { brokenSearches } from './broken-searches.ts';
import { brokenSellers } from './broken-sellers.ts';
import { brokenSubscriptions } from './broken-subscriptions.ts';
import { brokenWebhooks } from './broken-webhooks.ts';
import { breaks as brokenElsewhere, long, type Planted, type Row } from './broken-rules.ts';

const breaks = [
  ...brokenElsewhere,
  ...brokenAdverts,
  ...brokenChain,
  ...brokenTokenOrders,
  ...brokenChat,
  ...brokenContacts,
  ...brokenPayouts,
  ...brokenReviews,
  ...brokenBusiness,
  ...brokenSales,
  ...brokenSearches,
  ...brokenSellers,
  ...brokenSubscriptions,
  ...brokenWebhooks,
];

const bounds = { since: new Date(0), settled: new Date('2026-02-01T00:00:00Z') };

const anyValue: Readonly<Record<string, unknown>> = {
  text: 'x',
  character: 'EUR',
  integer: 1,
  bigint: 0,
  smallint: 0,
  bytea: Buffer.from(''),
  boolean: false,
  jsonb: {},
  'timestamp with time zone': long,
};

describe('the rules that always hold', () => {
  const databases = new Map<SubgraphName, TestDatabase>();
  let pools: OpenPools;

  beforeAll(async () => {
    for (const name of subgraphNames) {
      const migrations = join(import.meta.dirname, '../../prisma', name, 'migrations');
      databases.set(name, await createTestDatabase({ migrations }));
    }
    const open = (name: SubgraphName): pg.Pool =>
      // Foreign keys and triggers are off, so that a spec inserts only the rows that matter.
      databases.get(name)!.openPool({ max: 1, options: '-c session_replication_role=replica' });
    pools = Object.fromEntries(subgraphNames.map((name) => [name, open(name)])) as unknown as OpenPools;
  });

  afterAll(async () => {
    await Promise.all([...databases.values()].map((database) => database.drop()));
  });

  const planted = new Set<string>();

  afterEach(async () => {
    for (const each of planted) {
      const [name, table] = each.split('.') as [SubgraphName, string];
      await pools[name].query(`DELETE FROM ${table}`);
    }
    planted.clear();
  });

  /** Inserts a row; a column without default that is not given gets any value of its type. */
  async function plant([name, table, row]: Planted): Promise<void> {
    planted.add(`${name}.${table}`);
    const { rows } = await pools[name].query<{ column: string; type: string }>(
      `SELECT column_name AS column, data_type AS type FROM information_schema.columns
       WHERE table_name = $1 AND is_nullable = 'NO' AND column_default IS NULL AND is_generated = 'NEVER' AND is_identity = 'NO'`,
      [table],
    );
    const filled = Object.fromEntries(rows.map(({ column, type }) => [column, anyValue[type] ?? 'x']));
    const values = { ...filled, ...row } as Row;
    const columns = Object.keys(values);
    await pools[name].query(
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((_, index) => `$${index + 1}`).join(', ')})`,
      columns.map((column) => {
        const value = values[column];
        const isPlain = typeof value === 'object' && value !== null && !Buffer.isBuffer(value);
        const isJson = isPlain && (!Array.isArray(value) || ['media', 'breaks', 'accounts', 'cells'].includes(column));
        return isJson ? JSON.stringify(value) : value;
      }),
    );
  }

  const broken = async (names: readonly SubgraphName[]): Promise<Record<string, string[]>> => {
    const results = await checkEverything(pools, bounds, names);
    return Object.fromEntries(
      results
        .filter((result) => result.broken.length > 0)
        .map(({ owner, name, broken: rows }) => [`${owner}.${name}`, rows.map(({ subject }) => subject)]),
    );
  };

  it('hold in an empty installation', async () => {
    expect(await broken(subgraphNames)).toEqual({});
  });

  it.each(breaks)('%s: finds %s', async (rule, subject, rows) => {
    for (const row of rows) await plant(row);
    // The other databases are as empty as before.
    const touched = new Set([rule.split('.')[0]!, ...rows.map(([name]) => name)]);
    expect(await broken(subgraphNames.filter((name) => touched.has(name)))).toEqual({ [rule]: [subject] });
  });

  it('have a row here that breaks each of them', async () => {
    const results = await checkEverything(pools, bounds);
    const rules = results.map(({ owner, name }) => `${owner}.${name}`);
    const ofEvery = new Set(['events-are-published', 'no-event-is-refused']);
    const own = rules.filter((rule) => rule.startsWith('users.') || !ofEvery.has(rule.split('.')[1]!));
    expect(new Set(breaks.map(([rule]) => rule))).toEqual(new Set(own));
  });
});
