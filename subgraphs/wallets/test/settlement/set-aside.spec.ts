import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@soko/ids';
import { person } from '@soko/testing';
import { trader } from '../markets/open-book.ts';
import { type Betting, openBets, resultsOf } from './open-bets.ts';

let book: Betting;
beforeAll(async () => {
  book = await openBets({ env: { WALLETS_SETTLEMENT_PAGE: '4', WALLETS_SETTLEMENT_LANES: '3' } });
});
afterAll(() => book.close());

const eventOf = 'query ($id: ID!) { market(id: $id) { event { id } } }';
const settlement = 'settlement { status bets doneBets settledBets setAsideBets }';

/** A closed market with one bet each of 22 users, who all bet on `HOME`. */
async function closedMarket() {
  const { id: eventId } = await book.event();
  const market = await book.market(eventId);
  const users = Array.from({ length: 22 }, (_, number) => `usr_${market.id}_${number}`);
  const bets: string[] = [];
  for (const user of users) bets.push(await book.bet(user, [{ market, eventId, outcome: 'HOME' }]));
  await book.mutate('closeMarket', { marketId: market.id });
  const settle = async (command: string, ...results: string[]) => {
    const input = { idempotencyKey: newId('req'), marketId: market.id, results: resultsOf(market, ...results) };
    await book.mutate(
      command,
      command === 'settleMarket' ? input : { ...input, reason: 'Wrong' },
      '... on Market { id }',
    );
    await book.settleAll();
  };
  return { market, users, bets, settle };
}

/** Forgets, with SQL, what a user has at risk: paying a bet of the user fails. */
async function spoil(userId: string): Promise<{ mend(): Promise<void> }> {
  const ofUser = `scope = 'USER' AND subject_id = $1`;
  const { rows } = await book.pool.query(`DELETE FROM exposure WHERE ${ofUser} RETURNING *`, [userId]);
  const text = 'INSERT INTO exposure SELECT * FROM jsonb_populate_recordset(null::exposure, $1)';
  return { mend: () => book.pool.query(text, [JSON.stringify(rows)]).then(() => undefined) };
}

async function look(marketId: string) {
  const query = `query ($id: ID!) { market(id: $id) { ${settlement} }
    setAsideBets(marketId: $id) { nodes { bet { id status } market { id } error tries } } }`;
  const { data } = await book.query(query, { id: marketId }, { as: trader });
  return { ...data['market'].settlement, waiting: data['setAsideBets'].nodes };
}

const retry = (marketId: string) => book.mutate('retrySetAsideBets', { marketId }, `... on Market { ${settlement} }`);
const retryDue = () => book.subgraph.runJob('wallets.retry-set-aside-bets');
const exposureLost = 'The exposure of a bet was never counted.';

describe('a bet that cannot be settled', () => {
  it('is set aside and told, while all others are paid, and is paid when it is tried again', async () => {
    const { market, users, bets, settle } = await closedMarket();
    const spoilt = [await spoil(users[9]!), await spoil(users[10]!)];
    await settle('settleMarket', 'WON', 'LOST', 'LOST');

    const waiting = [9, 10].map((number) => ({
      bet: { id: bets[number], status: 'ACCEPTED' },
      market: { id: market.id },
      error: exposureLost,
      tries: 1,
    }));
    const done = { status: 'DONE', bets: 22, doneBets: 22 };
    expect(await look(market.id)).toEqual({ ...done, settledBets: 20, setAsideBets: 2, waiting });
    expect(await Promise.all(users.map(book.wallet))).toEqual(
      users.map((_, number) => (number === 9 || number === 10 ? 0n : 2100n)),
    );
    expect(await book.toldOf(bets[9]!)).toEqual(['bet_set_aside']);
    expect(Object.keys(await book.broken())).toContain('every-bet-can-be-settled');

    await spoilt[0]!.mend();
    expect(await retry(market.id)).toMatchObject({ settlement: { ...done, setAsideBets: 1 } });
    expect(await look(market.id)).toMatchObject({ waiting: [{ bet: { id: bets[10] }, tries: 2 }] });
    expect(await book.toldOf(bets[9]!)).toEqual(['bet_set_aside', 'settled']);

    await spoilt[1]!.mend();
    await retryDue();
    expect(await look(market.id)).toMatchObject({ setAsideBets: 1 });
    book.pass(2 * 60_000);
    await retryDue();
    expect(await look(market.id)).toMatchObject({ setAsideBets: 0, waiting: [] });
    expect(await Promise.all(users.map(book.wallet))).toEqual(users.map(() => 2100n));
    expect(await book.broken()).toEqual({});
  });

  it('is left to the page that settles it at the same moment', async () => {
    const { market, users, bets, settle } = await closedMarket();
    const { mend } = await spoil(users[5]!);
    await settle('settleMarket', 'WON', 'LOST', 'LOST');
    await mend();
    const page = await book.pool.connect();
    try {
      await page.query('BEGIN');
      await page.query('SELECT FROM bet WHERE id = $1 FOR UPDATE', [bets[5]]);
      expect(await retry(market.id)).toMatchObject({ settlement: { setAsideBets: 1 } });
      await page.query('DELETE FROM set_aside_bet WHERE market_id = $1', [market.id]);
      await page.query('ROLLBACK');
    } finally {
      page.release();
    }
    expect(await retry(market.id)).toMatchObject({ settlement: { setAsideBets: 0 } });
    expect(await book.wallet(users[5]!)).toBe(2100n);
    expect(await book.broken()).toEqual({});
  });

  it('is settled with the results of a correction', async () => {
    const { market, users, bets, settle } = await closedMarket();
    const { mend } = await spoil(users[0]!);
    await settle('settleMarket', 'WON', 'LOST', 'LOST');
    expect(await look(market.id)).toMatchObject({ setAsideBets: 1 });
    await mend();
    await settle('resettleMarket', 'VOID', 'VOID', 'VOID');
    expect(await look(market.id)).toMatchObject({ setAsideBets: 0, settledBets: 22 });
    expect(await book.state(bets[0]!)).toEqual({ status: 'VOID', paid: 1000, revision: 1, open: 0 });
    expect(await book.broken()).toEqual({});
  });

  it('has no value for a cash-out while its former results stand', async () => {
    const [first, second] = [await closedMarket(), await book.event()];
    const open = await book.market(second.id);
    const user = 'usr_stale';
    const as = person(user, 'CUSTOMER');
    const { id: eventId } = (await book.query(eventOf, { id: first.market.id }, { as: trader })).data['market'].event;
    const bet = await book.bet(user, [
      { market: first.market, eventId, outcome: 'HOME' },
      { market: open, eventId: second.id, outcome: 'HOME' },
    ]);
    await first.settle('settleMarket', 'WON', 'LOST', 'LOST');
    const offer = () => book.mutate('offerCashOut', { betId: bet }, '... on CashOutOffer { amount { amount } }', as);
    expect(await offer()).toMatchObject({ __typename: 'CashOutOffer' });
    const { mend } = await spoil(user);
    await first.settle('resettleMarket', 'LOST', 'WON', 'LOST');
    await mend();
    expect(await look(first.market.id)).toMatchObject({ setAsideBets: 1, status: 'DONE' });
    expect(await offer()).toMatchObject({ __typename: 'CashOutNotAvailable' });
    await retry(first.market.id);
    expect(await book.state(bet)).toMatchObject({ status: 'LOST', open: 0 });
    expect(await book.broken()).toEqual({});
  });

  it('stops a settlement when a hundred others failed too: then they are not the fault', async () => {
    const { market, users, settle } = await closedMarket();
    const { mend } = await spoil(users[3]!);
    await book.pool.query(
      `INSERT INTO set_aside_bet (bet_id, market_id, error, since, failed_at, next_try_at)
       SELECT 'bet_before_' || n, $1, 'x', now(), now(), now() FROM generate_series(1, 100) n`,
      [market.id],
    );
    await expect(settle('settleMarket', 'WON', 'LOST', 'LOST')).rejects.toThrow('the settlement waits');
    // Other markets go on: all of their bets are paid at once.
    const other = await closedMarket();
    await expect(other.settle('settleMarket', 'WON', 'LOST', 'LOST')).rejects.toThrow('the settlement waits');
    expect(await look(other.market.id)).toMatchObject({ status: 'DONE', settledBets: 22, setAsideBets: 0 });
    expect(await retry(market.id)).toMatchObject({ __typename: 'SettlementRunning', code: 'SETTLEMENT_RUNNING' });
    await book.pool.query('DELETE FROM set_aside_bet');
    await mend();
    await book.settleAll();
    expect(await look(market.id)).toMatchObject({ status: 'DONE', settledBets: 22 });
    expect(await book.broken()).toEqual({});
  });
});
