import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkInvariants } from '@soko/invariants';
import { silentLogger } from '@soko/log';
import { person, startTestSubgraph, type TestSubgraph, until } from '@soko/testing';
import { wallets } from '../index.ts';
import { seedAges, seedBettor, seedMarkets } from '../seed.ts';
import { invariants } from '../store/invariants.ts';

let graph: TestSubgraph;

beforeAll(async () => {
  graph = await startTestSubgraph(wallets, {});
});

afterAll(() => graph.close());

const seeding = { log: silentLogger, now: () => new Date() };

const [userId, fundedBy] = ['usr_demo_customer', 'usr_demo_admin'];

interface SeenBet {
  kind: string;
  status: string;
  stake: { amount: string };
  returned: { amount: string } | null;
}

const look = async () =>
  (
    await graph.query(
      `{ wallet(currency: "KES") { balance { amount } statement(first: 50) { nodes { kind } } }
         bets(first: 50) { nodes { kind status stake { amount } returned { amount } placedAt } } }`,
      {},
      { as: person(userId, 'CUSTOMER') },
    )
  ).data;

describe('the demo bettor', () => {
  it('has money and a history of bets that the ledger agrees with, and the same after a second seed', async () => {
    await seedAges(graph.pool, [{ userId, dateOfBirth: '1990-05-04', country: 'KE' }]);
    await seedMarkets(graph.pool, silentLogger);
    await seedBettor(graph.pool, { userId, fundedBy }, seeding);
    // The job of the subgraph may have taken a market from the seed, and settle it still.
    await until('the end of all settlements', async () => {
      const { rows } = await graph.pool.query(`SELECT FROM settlement_run WHERE status = 'RUNNING'`);
      return rows.length === 0;
    });
    const first = await look();
    const shown = first['bets'].nodes.map(({ kind, status, stake, returned }: SeenBet) => [
      kind,
      status,
      stake.amount,
      returned?.amount ?? null,
    ]);
    expect(shown).toEqual([
      ['ACCUMULATOR', 'ACCEPTED', '50.00', null],
      ['SYSTEM', 'WON', '80.00', '115.50'],
      ['ACCUMULATOR', 'LOST', '100.00', '0.00'],
      ['ACCUMULATOR', 'WON', '100.00', '577.50'],
      ['SINGLE', 'VOID', '150.00', '150.00'],
      ['SINGLE', 'WON', '200.00', '420.00'],
    ]);
    // 5,000 − 680 of stakes + 1,263 of returns
    expect(first['wallet'].balance).toEqual({ amount: '5583.00' });
    // The open bet is the newest: it is placed now, when the others have been settled.
    expect(first['wallet'].statement.nodes[0]).toEqual({ kind: 'bet_stake' });
    expect(first['wallet'].statement.nodes.at(-1)).toEqual({ kind: 'adjustment' });
    await seedBettor(graph.pool, { userId, fundedBy }, seeding);
    expect(await look()).toEqual(first);
    const settled = new Date(Date.now() + 3_600_000);
    const checked = await checkInvariants(graph.pool, invariants, { since: new Date(0), settled });
    expect(checked.filter(({ broken }) => broken.length > 0)).toEqual([]);
  });

  it('that people have used already stays as it is', async () => {
    const other = 'usr_other_customer';
    const opening = `mutation { openWallet(input: { currency: "KES", idempotencyKey: "open-other" }) { __typename } }`;
    await graph.query(opening, {}, { as: person(other, 'CUSTOMER') });
    await graph.pool.query(`DELETE FROM feed_producer WHERE name = 'demo'`);
    await seedBettor(graph.pool, { userId: other, fundedBy }, seeding);
    const { rows } = await graph.pool.query('SELECT count(*)::int AS bets FROM bet WHERE user_id = $1', [other]);
    expect(rows).toEqual([{ bets: 0 }]);
  });
});
