import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isOutage } from '@soko/retry';
import { until } from '@soko/testing';
import pg from 'pg';
import type { Placing } from '../../commands/bets/placing.ts';
import { gauges } from '../../gauges.ts';
import {
  anotherProcess,
  type Betting,
  expectSoundBooks,
  type Match,
  openBetting,
  placeIn,
  type Player,
  players,
  single,
} from './betting.ts';
import { type LossyPool, openLossyPool } from './lossy-pool.ts';

let betting: Betting;
let lossy: LossyPool;
beforeAll(async () => {
  betting = await openBetting();
  lossy = await openLossyPool(betting.subgraph.database.connectionString);
});
afterAll(async () => {
  await lossy.close();
  await betting.close();
});

/** How often bets were not placed together, by reason, but for those that never were. */
async function failuresOf(placing: Placing): Promise<object> {
  const [failed] = gauges({ placing });
  const found = (await failed!.read()) as { labels: Record<string, string>; value: number }[];
  return Object.fromEntries(
    found.filter(({ value }) => value > 0).map(({ labels, value }) => [labels['reason'], value]),
  );
}

const betsOf = async (all: readonly Player[]): Promise<string[]> => {
  const { rows } = await betting.pool.query('SELECT id FROM bet WHERE user_id = ANY($1)', [all.map(({ id }) => id)]);
  return rows.map(({ id }) => id);
};

describe('bets whose connection is lost as they are saved', () => {
  it('are answered with what is saved', async () => {
    const match = await betting.match('2.000');
    const all = await players(betting, 6, 50_000n);
    const placing = anotherProcess(lossy);
    lossy.loseCommit('answer');
    const answers = await Promise.all(all.map((player) => placeIn(betting, placing, player, single(match))));
    expect(answers.map((answer) => ('id' in answer ? answer.id : answer.code)).toSorted()).toEqual(
      (await betsOf(all)).toSorted(),
    );
    expect(answers.map((answer) => 'id' in answer && answer.userId)).toEqual(all.map(({ id }) => id));
    expect(await failuresOf(placing)).toEqual({ connection_lost: 1 });
    for (const player of all) expect(await betting.balance(player)).toBe(40_000n);
    await expectSoundBooks(betting);
  });

  it('fail when nothing is saved, until they are repeated with their keys', async () => {
    const match = await betting.match('2.000');
    const all = await players(betting, 6, 50_000n);
    const placing = anotherProcess(lossy);
    const inputs = all.map(() => single(match));
    const place = () => all.map((player, index) => placeIn(betting, placing, player, inputs[index]!));
    lossy.loseCommit('request');
    const lost = await Promise.allSettled(place());
    expect(lost.map((each) => each.status === 'rejected' && isOutage(each.reason))).toEqual(all.map(() => true));
    expect(await betsOf(all)).toEqual([]);
    const repeated = await Promise.all(place());
    expect(repeated.map((answer) => ('id' in answer ? answer.id : answer.code)).toSorted()).toEqual(
      (await betsOf(all)).toSorted(),
    );
    expect(await failuresOf(placing)).toEqual({ connection_lost: 1 });
    for (const player of all) expect(await betting.balance(player)).toBe(40_000n);
    await expectSoundBooks(betting);
  });
});

describe('a bet that is placed alone and whose connection is lost as it is saved', () => {
  it('is answered with what is saved', async () => {
    const match = await betting.match('2.000');
    const player = await betting.player(50_000n);
    const placing = anotherProcess(lossy);
    lossy.loseCommit('answer');
    const answer = await placeIn({ ...betting, pool: lossy.pool }, placing, player, single(match));
    expect(await betsOf([player])).toEqual(['id' in answer && answer.id]);
    expect(answer).toMatchObject({ userId: player.id, status: 'ACCEPTED' });
    expect(await failuresOf(placing)).toEqual({});
    expect(await betting.balance(player)).toBe(40_000n);
    await expectSoundBooks(betting);
  });

  it('fails when nothing is saved, until it is repeated with its key', async () => {
    const match = await betting.match('2.000');
    const player = await betting.player(50_000n);
    const placing = anotherProcess(lossy);
    const input = single(match);
    lossy.loseCommit('request');
    const [lost] = await Promise.allSettled([placeIn({ ...betting, pool: lossy.pool }, placing, player, input)]);
    expect(lost.status === 'rejected' && isOutage(lost.reason)).toBe(true);
    expect(await betsOf([player])).toEqual([]);
    const repeated = await placeIn({ ...betting, pool: lossy.pool }, placing, player, input);
    expect(await betsOf([player])).toEqual(['id' in repeated && repeated.id]);
    expect(await betting.balance(player)).toBe(40_000n);
    await expectSoundBooks(betting);
  });
});

/** A pool of another process, with all its connections open. Jobs of the subgraph use those of another pool. */
async function openPool(size: number, options: pg.PoolConfig = {}): Promise<pg.Pool> {
  const pool = new pg.Pool({ connectionString: betting.subgraph.database.connectionString, max: size, ...options });
  const clients = await Promise.all(Array.from({ length: size }, () => pool.connect()));
  for (const client of clients) client.release();
  return pool;
}

const inUse = ({ totalCount, idleCount, waitingCount }: pg.Pool): number => totalCount - idleCount + waitingCount;

describe('bets that find no connection free', () => {
  it('are refused when the first have waited long enough, and nothing of them is placed', async () => {
    const match = await betting.match('2.000');
    const [first, second, third] = [await players(betting, 3), await players(betting, 3), await players(betting, 3)];
    const pool = await openPool(2, { connectionTimeoutMillis: 500 });
    const taken = [await pool.connect(), await pool.connect()];
    let asked = 0;
    const connect = pool.connect.bind(pool);
    pool.connect = ((...done: []) => {
      asked += 1;
      return connect(...done);
    }) as typeof pool.connect;
    const placing = anotherProcess({ pool });
    const place = (all: readonly Player[]) =>
      all.map((player) => placeIn({ ...betting, pool }, placing, player, single(match)));
    try {
      const answers = place(first);
      // Two lanes have one batch each; the others wait.
      await new Promise(setImmediate);
      answers.push(...place(second));
      await new Promise(setImmediate);
      answers.push(...place(third));
      const results = await Promise.allSettled(answers);
      for (const client of taken) client.release();
      expect(results.map((each) => each.status === 'rejected' && isOutage(each.reason))).toEqual(Array(9).fill(true));
      expect(asked).toBe(2);
      expect(await failuresOf(placing)).toEqual({ no_connection: 2 });
      expect(await betsOf([...first, ...second, ...third])).toEqual([]);
      expect((await place(first)[0])!).toMatchObject({ status: 'ACCEPTED' });
    } finally {
      await pool.end();
    }
    await expectSoundBooks(betting);
  });
});

describe('bets that wait for a market', () => {
  it('leave connections for other work, and for bets on other markets', async () => {
    const [locked, open] = [await betting.match('2.000'), await betting.match('2.000')];
    const all = await players(betting, 12);
    const [other, last] = await players(betting, 2);
    const pool = await openPool(10);
    const placing = anotherProcess({ pool });
    const place = (player: Player, match: Match) => placeIn({ ...betting, pool }, placing, player, single(match));
    const trader = await betting.pool.connect();
    try {
      await trader.query('BEGIN');
      await trader.query('SELECT FROM market WHERE id = $1 FOR UPDATE', [locked.marketId]);
      const answers = Promise.all(all.map((player) => place(player, locked)));
      await until('bets wait for the trader', async () => {
        const { rows } = await trader.query(
          `SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        return rows[0].count >= 4;
      });
      for (const player of [other!, last!]) expect(await place(player, open)).toMatchObject({ status: 'ACCEPTED' });
      expect(inUse(pool)).toBe(4);
      await trader.query('COMMIT');
      expect((await answers).map((answer) => 'status' in answer && answer.status)).toEqual(all.map(() => 'ACCEPTED'));
      expect(await failuresOf(placing)).toEqual({});
    } finally {
      trader.release(true);
      await pool.end();
    }
    await expectSoundBooks(betting);
  });
});

describe('bets that find less room than there was', () => {
  it('are placed one by one, four at a time, and are counted', async () => {
    const match = await betting.match('2.000');
    const { marketId, selectionId } = match;
    const [before, ...all] = await players(betting, 9, 50_000n);
    await betting.place(before!, single(match));
    const { rows } = await betting.pool.query(
      `SELECT selection_max_minor AS most FROM betting_limit WHERE currency = 'KES'`,
    );
    const pool = await openPool(10);
    const placing = anotherProcess({ pool });
    const [other, trader] = [await betting.pool.connect(), await betting.pool.connect()];
    const waiting = async (): Promise<number> => {
      const { rows: found } = await other.query(
        `SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return found[0].count;
    };
    const shift = `UPDATE exposure SET open_minor = open_minor + $1 WHERE scope = 'SELECTION' AND subject_id = $2`;
    // Each of them returns 200.00, as the one before: there is room for two more.
    const taken = BigInt(rows[0].most) - 60_000n;
    try {
      await other.query('BEGIN');
      await other.query(shift, [taken, selectionId]);
      const answers = Promise.all(all.map((player) => placeIn({ ...betting, pool }, placing, player, single(match))));
      await until('the bets wait for the exposure', async () => (await waiting()) === 1);
      await trader.query('BEGIN');
      const locked = trader.query('SELECT FROM market WHERE id = $1 FOR UPDATE', [marketId]);
      await until('the trader waits for the bets', async () => (await waiting()) === 2);
      await other.query('COMMIT');
      await locked;
      await until('bets wait for the trader', async () => (await waiting()) === 4);
      expect(inUse(pool)).toBe(4);
      await trader.query('COMMIT');
      const codes = (await answers).map((answer) => ('code' in answer ? answer.code : 'placed'));
      expect(codes.toSorted()).toEqual([...Array(6).fill('STAKE_TOO_HIGH'), 'placed', 'placed']);
      expect(await failuresOf(placing)).toEqual({ limit_reached: 1 });
    } finally {
      trader.release(true);
      other.release(true);
      await pool.end();
    }
    await betting.pool.query(shift, [-taken, selectionId]);
    await expectSoundBooks(betting);
  });
});
