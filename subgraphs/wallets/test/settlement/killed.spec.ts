import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@soko/ids';
import { buildProgram, type Program, until } from '@soko/testing';
import { type Betting, openBets, resultsOf } from './open-bets.ts';

let book: Betting;
let program: Program;
beforeAll(async () => {
  [book, program] = await Promise.all([openBets(), buildProgram(join(import.meta.dirname, 'settling-process.ts'))]);
  // The processes of the spec alone settle bets.
  await book.subgraph.stopWorking();
});
afterAll(async () => {
  await book.close();
  await program.remove();
});

describe('a process that is killed while it settles bets', () => {
  it('leaves whole pages, and another one pays every other bet, each once', async () => {
    const event = await book.event();
    const market = await book.market(event.id);
    const users = Array.from({ length: 20 }, (_, number) => `usr_killed_${number}`);
    const bets: string[] = [];
    for (const user of users) bets.push(await book.bet(user, [{ market, eventId: event.id, outcome: 'HOME' }]));
    await book.mutate('closeMarket', { marketId: market.id });
    const input = {
      idempotencyKey: newId('req'),
      marketId: market.id,
      results: resultsOf(market, 'WON', 'LOST', 'LOST'),
    };
    await book.mutate('settleMarket', input, '... on Market { id }');

    const run = async () =>
      (
        await book.pool.query(
          `SELECT status, bets_done + (SELECT coalesce(sum(bets_done), 0)::int FROM settlement_part WHERE run_id = run.id) AS done
           FROM settlement_run run WHERE market_id = $1`,
          [market.id],
        )
      ).rows[0];
    const env = { SPEC_DATABASE: book.subgraph.database.connectionString };
    // One of its two lanes stops at a page with a bet that is locked here; the other one settles all other pages.
    const client = await book.pool.connect();
    await client.query('BEGIN');
    await client.query('SELECT FROM bet WHERE id = $1 FOR UPDATE', [bets[7]]);
    const first = program.run(env);
    try {
      await until('one page is left', async () => (await run()).done === 16);
      await until('it waits', async () => {
        const { rows } = await book.pool.query(
          `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        return rows.length > 0;
      });
      await first.kill();
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
    expect(first.output()).toBe('');
    expect(await run()).toEqual({ done: 16, status: 'RUNNING' });
    expect(await Promise.all([users[7]!, users[19]!].map(book.wallet))).toEqual([0n, 2100n]);

    const others = [program.run(env), program.run(env)];
    await until('the settlement is done', async () => (await run()).status === 'DONE');
    await until('both processes have ended', async () => others.every(({ output }) => output() === 'done'));
    expect(await run()).toEqual({ done: 20, status: 'DONE' });
    expect(await Promise.all(users.map(book.wallet))).toEqual(users.map(() => 2100n));
    expect(await book.broken()).toEqual({});
  });
});
