import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@soko/ids';
import { inTransaction, openDatabase, type Database } from '@soko/postgres';
import { createTestDatabase, type TestDatabase, until } from '@soko/testing';
import { join } from 'node:path';
import { findBetSelections, lockBetSelections } from '../../store/markets/bet-selections.ts';
import { findMarkets, lockMarkets } from '../../store/markets/find-markets.ts';

const migrations = join(import.meta.dirname, '../../../../prisma/wallets/migrations');
const startsAt = new Date('2026-03-01T15:00:00.000Z');

let test: TestDatabase;
let database: Database;
beforeAll(async () => {
  test = await createTestDatabase({ migrations });
  database = openDatabase({ connectionString: test.connectionString, applicationName: 'spec' });
});
afterAll(async () => {
  await database.close();
  await test.drop();
});

let ids: { sport: string; competition: string; event: string; market: string; selection: string };
beforeEach(async () => {
  ids = {
    sport: newId('spt'),
    competition: newId('cmp'),
    event: newId('spe'),
    market: newId('mkt'),
    selection: newId('sel'),
  };
  const { pool } = database;
  await pool.query(`INSERT INTO sport VALUES ($1, lower(replace($1, '_', '-')), 'Football', now())`, [ids.sport]);
  await pool.query(`INSERT INTO competition VALUES ($1, $2, 'League', 'KE', now())`, [ids.competition, ids.sport]);
  await pool.query(
    `INSERT INTO sport_event (id, competition_id, sport_id, name, starts_at, status, created_at, updated_at)
     VALUES ($1, $2, $3, 'A v B', $4, 'SCHEDULED', now(), now())`,
    [ids.event, ids.competition, ids.sport, startsAt],
  );
  await pool.query(
    `INSERT INTO market (id, event_id, type, name, status, max_stakes, created_at, updated_at)
     VALUES ($1, $2, 'CUSTOM', 'First goal', 'ACTIVE', '{"KES": "500000"}', now(), now())`,
    [ids.market, ids.event],
  );
  await pool.query(
    `INSERT INTO selection (id, market_id, event_id, outcome, name, position, odds_milli)
     VALUES ($1, $2, $3, 'A', 'A', 0, 2000)`,
    [ids.selection, ids.market, ids.event],
  );
});

const pidOf = async (client: { query(text: string): Promise<{ rows: { pid: number }[] }> }): Promise<number> =>
  (await client.query('SELECT pg_backend_pid() AS pid')).rows[0]!.pid;

const waits = async (pid: number): Promise<boolean> => {
  const { rows } = await database.pool.query<{ blocked: boolean }>(
    'SELECT cardinality(pg_blocking_pids($1)) > 0 AS blocked',
    [pid],
  );
  return rows[0]!.blocked;
};

describe('the selections of a bet', () => {
  it('come with their market and event; unknown ids are left out', async () => {
    const found = await findBetSelections(database.pool, [ids.selection, 'sel_unknown']);
    expect([...found.values()]).toEqual([
      {
        selection: { id: ids.selection, outcome: 'A', name: 'A', oddsMilli: 2_000, oddsVersion: 1, status: 'ACTIVE' },
        market: {
          id: ids.market,
          type: 'CUSTOM',
          lineMilli: null,
          name: 'First goal',
          isLive: false,
          status: 'ACTIVE',
          version: 1,
          maxStakes: { KES: '500000' },
          settlementRevision: 0,
        },
        event: {
          id: ids.event,
          sportId: ids.sport,
          competitionId: ids.competition,
          name: 'A v B',
          startsAt,
          status: 'SCHEDULED',
        },
      },
    ]);
  });

  it('that waited for a change of odds have the new odds and the new start', async () => {
    const { pool } = database;
    const placer = await pool.connect();
    try {
      const pid = await pidOf(placer);
      const waiting = await inTransaction(pool, async (trader) => {
        await lockMarkets(trader, [ids.market]);
        await placer.query('BEGIN');
        const locked = lockBetSelections(placer, [ids.selection]);
        await until('the bet waits for the market', () => waits(pid));
        await trader.query(`UPDATE selection SET odds_milli = 1500, odds_version = 2 WHERE id = $1`, [ids.selection]);
        await trader.query(`UPDATE sport_event SET starts_at = starts_at - interval '1 hour' WHERE id = $1`, [
          ids.event,
        ]);
        return { locked };
      });
      expect((await waiting.locked).get(ids.selection)).toMatchObject({
        selection: { oddsMilli: 1_500, oddsVersion: 2 },
        event: { startsAt: new Date(startsAt.getTime() - 3_600_000) },
      });
    } finally {
      await placer.query('ROLLBACK');
      placer.release();
    }
  });

  it('are locked by many bets at once', async () => {
    await inTransaction(database.pool, async (one) => {
      await lockBetSelections(one, [ids.selection]);
      await inTransaction(database.pool, (other) => lockBetSelections(other, [ids.selection]));
    });
  });
});

describe('the largest stake of a market', () => {
  const migration = readFileSync(join(migrations, '20261126142728_max_stakes_per_currency/migration.sql'), 'utf8');

  it('that was one number stays the same in each currency that has bets', async () => {
    const client = await database.pool.connect();
    try {
      await client.query(`BEGIN;
        DROP FUNCTION lock_selections_for_bets; DROP VIEW selection_for_bets;
        ALTER TABLE market DROP COLUMN max_stakes, ADD COLUMN max_stake_minor BIGINT;
        CREATE VIEW selection_for_bets AS SELECT id, max_stake_minor FROM market;
        CREATE FUNCTION lock_selections_for_bets(TEXT[]) RETURNS VOID LANGUAGE sql AS '';
        INSERT INTO market (id, event_id, type, name, status, max_stake_minor, created_at, updated_at)
          SELECT 'mkt_capped', event_id, type, 'Capped', status, 700, now(), now() FROM market WHERE id = '${ids.market}'`);
      await client.query(migration);
      const found = await findMarkets(client, [ids.market, 'mkt_capped']);
      const stakes = new Map(found.map(({ id, maxStakes }) => [id, maxStakes]));
      expect(stakes.get(ids.market)).toEqual({});
      const { rows } = await client.query<{ currency: string }>('SELECT currency FROM betting_limit');
      expect(rows).toContainEqual({ currency: 'KES' });
      expect(stakes.get('mkt_capped')).toEqual(Object.fromEntries(rows.map(({ currency }) => [currency, '700'])));
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  });

  it.each(['[]', '{"KES": 5}', '{"KES": "0"}', '{"KES": "1.50"}', '{"kes": "5"}', '{"KES": null}', '{"KES": ["5"]}'])(
    'is never saved as %s',
    async (stakes) => {
      const saved = database.pool.query('UPDATE market SET max_stakes = $1', [stakes]);
      await expect(saved).rejects.toThrow('market_max_stakes');
    },
  );
});
