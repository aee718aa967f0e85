import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { v7 } from 'uuid';
import {
  act,
  type Bettor,
  betsOf,
  openTrading,
  placeBet,
  richBettor,
  type Trading,
  trialBalance,
} from '../harness/bettors.ts';
import { type Client, signedInAs } from '../harness/client.ts';

const times = <Result>(count: number, work: () => Promise<Result>): Promise<Result[]> =>
  Promise.all(Array.from({ length: count }, work));

describe('betting at the same moment', () => {
  let trading: Trading;
  let admin: Client;
  beforeAll(async () => {
    [trading, admin] = await Promise.all([openTrading(), signedInAs('admin@example.com')]);
  });
  afterEach(async () => {
    expect(new Set(await trialBalance(admin))).toEqual(new Set([0]));
  });

  it('a hundred times with money for ten is ten bets', async () => {
    const bettor = await richBettor('1000.00');
    const { selections } = await trading.market();
    const answers = await times(100, () => placeBet(bettor, selections[0]!, '100.00'));
    expect(answers.filter(({ status }) => status === 'ACCEPTED')).toHaveLength(10);
    expect(answers.filter(({ code }) => code === 'INSUFFICIENT_FUNDS')).toHaveLength(90);
    expect(await betsOf(bettor)).toHaveLength(10);
    expect(await bettor.money()).toEqual({ balance: '0.00', available: '0.00' });
  });

  it('fifty times with one key is one bet', async () => {
    const bettor = await richBettor('1000.00');
    const { selections } = await trading.market();
    const key = v7();
    const answers = await times(50, () => placeBet(bettor, selections[0]!, '100.00', key));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await betsOf(bettor)).toEqual(['ACCEPTED']);
    expect(await bettor.money()).toEqual({ balance: '900.00', available: '900.00' });
  });

  /** Accepts an offer a hundred times, each time with a key of its own. Returns how often it was paid. */
  async function cashOut({ user }: Bettor, offerId: string): Promise<number> {
    const answers = await times(100, () =>
      act(user, 'cashOutBet', { offerId, idempotencyKey: v7() }, '... on Bet { status }'),
    );
    return answers.filter(({ status }) => status === 'CASHED_OUT').length;
  }

  it('and cashing out a hundred times while it is settled pays once', async () => {
    const bettor = await richBettor('1000.00');
    const market = await trading.market();
    const { id: betId } = await placeBet(bettor, market.selections[0]!, '100.00');
    const offer = await act(bettor.user, 'offerCashOut', { betId }, '... on CashOutOffer { id }');
    const [cashedOut] = await Promise.all([
      cashOut(bettor, offer.id),
      trading.close(market).then(() => trading.settle(market, 0)),
    ]);
    await until('the market is settled', async () => {
      const { market: found } = await bettor.user.data('query($id: ID!) { market(id: $id) { status } }', {
        id: market.id,
      });
      return found.status === 'SETTLED';
    });
    expect(cashedOut).toBeLessThanOrEqual(1);
    const { status, amount } =
      cashedOut === 1 ? { status: 'CASHED_OUT', amount: '995.00' } : { status: 'WON', amount: '1100.00' };
    await until('the bet is paid', async () => (await bettor.money()).balance === amount);
    expect(await betsOf(bettor)).toEqual([status]);
    expect(await bettor.money()).toEqual({ balance: amount, available: amount });
  });
});
