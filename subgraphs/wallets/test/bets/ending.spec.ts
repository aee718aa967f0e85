import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@soko/ids';
import { checkInvariants } from '@soko/invariants';
import { until } from '@soko/testing';
import { betInvariants } from '../../store/bets/invariants.ts';
import { type Betting, betOnMatch, kes, openBetting, several, single, wholeBet } from './betting.ts';

let betting: Betting;
beforeAll(async () => {
  betting = await openBetting();
});
afterAll(() => betting.close());

const ofBet = `... on Bet { ${wholeBet} } ... on UserError { code message } ... on BetNotOpen { status }
  ... on CashOutValueFell { offered { amount } current { amount } }`;
type Player = Awaited<ReturnType<Betting['player']>>;

const cancel = (as: Player, betId: string, idempotencyKey = newId('req')) =>
  betting.mutate('cancelBet', { betId, idempotencyKey }, `... on Bet { ${wholeBet} } ... on BetNotOpen { status }`, as);
const offer = (as: Player, betId: string, stake?: { amount: string; currency: string }) =>
  betting.mutate(
    'offerCashOut',
    { betId, stake },
    `... on CashOutOffer { id stake { amount } amount { amount } expiresAt } ... on BetNotOpen { status }
     ... on CashOutNotAvailable { closed: selections { because } }`,
    as,
  );
const cashOut = (as: Player, offerId: string, idempotencyKey = newId('req')) =>
  betting.mutate('cashOutBet', { offerId, idempotencyKey }, ofBet, as);
describe('cancelling a bet', () => {
  it('pays the stake back, once, and frees its exposure', async () => {
    const { match, player, id } = await betOnMatch(betting);
    const answers = await Promise.all(Array.from({ length: 20 }, () => cancel(player, id)));
    expect(answers.filter(({ __typename }) => __typename === 'Bet')).toHaveLength(1);
    expect(answers.find(({ __typename }) => __typename !== 'Bet')).toMatchObject({
      code: 'BET_NOT_OPEN',
      status: 'CANCELLED',
    });
    expect(await betting.bet(id, player)).toMatchObject({
      status: 'CANCELLED',
      openStake: { amount: '0.00' },
      cancellableUntil: null,
      cashOutValue: null,
      history: [{ to: 'ACCEPTED' }, { from: 'ACCEPTED', to: 'CANCELLED', amount: { amount: '100.00' } }],
    });
    expect(await betting.balance(player)).toBe(100_000n);
    expect(await betting.exposure('SELECTION', match.selectionId)).toEqual({ bets: 0, stake: '0', open: '0' });
    expect(await betting.trialBalance()).toBe('0');
    expect(await betting.toldOf(id)).toEqual(['placed', 'cancelled']);
  });

  it('no longer counts the stake towards the limits of the user', async () => {
    const { player, match, id } = await betOnMatch(betting);
    await betting.pool.query(`UPDATE gaming_account SET stake_day_minor = 10000 WHERE user_id = $1`, [player.id]);
    expect(await betting.place(player, single(match))).toMatchObject({ code: 'LIMIT_REACHED' });
    await cancel(player, id);
    expect(await betting.place(player, single(match))).toMatchObject({ status: 'ACCEPTED' });
  });

  it('returns the first result for a repeat', async () => {
    const { player, id } = await betOnMatch(betting);
    const key = newId('req');
    const [first, repeat] = [await cancel(player, id, key), await cancel(player, id, key)];
    expect(first).toMatchObject({ status: 'CANCELLED' });
    expect(repeat).toEqual(first);
  });

  it('is refused after five minutes, after the start, after a cash-out, and for a bet of someone else', async () => {
    const late = await betOnMatch(betting);
    const started = await betOnMatch(betting);
    const cashedOut = await betOnMatch(betting);
    const { id: offerId } = await offer(cashedOut.player, cashedOut.id, kes('40.00'));
    await cashOut(cashedOut.player, offerId);
    expect(await cancel(cashedOut.player, cashedOut.id)).toMatchObject({ code: 'CANCELLATION_OVER' });
    await betting.mutate('updateSportEvent', { sportEventId: started.match.eventId, action: 'START' });
    expect(await cancel(started.player, started.id)).toMatchObject({ code: 'CANCELLATION_OVER' });
    expect(
      await betting.refusedInput('cancelBet', started.player, { betId: late.id, idempotencyKey: newId('req') }),
    ).toBe('NOT_FOUND');
    const { cancellableUntil } = await betting.bet(late.id, late.player);
    betting.pass(5 * 60_000);
    expect(cancellableUntil).toBe(betting.now().toISOString());
    expect(await cancel(late.player, late.id)).toMatchObject({ code: 'CANCELLATION_OVER' });
    expect(await betting.bet(late.id, late.player)).toMatchObject({ status: 'ACCEPTED', cancellableUntil: null });
  });
});

describe('cashing out', () => {
  it('pays the value of the whole bet', async () => {
    const { match, player, id } = await betOnMatch(betting);
    await betting.setOdds(match, '1.600');
    const made = await offer(player, id);
    // 100.00 · 2.000 / 1.600 · 0.95
    expect(made).toMatchObject({ stake: { amount: '100.00' }, amount: { amount: '118.75' } });
    expect(await betting.bet(id, player)).toMatchObject({ cashOutValue: { amount: '118.75' } });
    expect(new Date(made.expiresAt).getTime()).toBe(betting.now().getTime() + 8_000);
    expect(await cashOut(player, made.id)).toMatchObject({
      status: 'CASHED_OUT',
      openStake: { amount: '0.00' },
      cashedOut: { amount: '118.75' },
      cashOuts: [{ stake: { amount: '100.00' }, amount: { amount: '118.75' } }],
      history: [{ to: 'ACCEPTED' }, { to: 'CASHED_OUT', amount: { amount: '118.75' }, reason: 'cashed out' }],
    });
    expect(await betting.balance(player)).toBe(101_875n);
    expect(await betting.exposure('EVENT', match.eventId)).toEqual({ bets: 0, stake: '0', open: '0' });
    expect(await betting.trialBalance()).toBe('0');
    expect(await betting.toldOf(id)).toEqual(['placed', 'cashed_out']);
  });

  it('closes a part of the stake of each line, again and again', async () => {
    const matches = [await betting.match('2.000'), await betting.match('2.000'), await betting.match('2.000')];
    const player = await betting.player(100_000n);
    const input = several('SYSTEM', matches, { systemSizes: [2], stake: kes('30.00') });
    const { id } = await betting.place(player, input);
    expect(await betting.refusedInput('offerCashOut', player, { betId: id, stake: kes('10.00') })).toBe(
      'BAD_USER_INPUT at stake.amount',
    );
    expect(await betting.refusedInput('offerCashOut', player, { betId: id, stake: kes('90.03') })).toBe(
      'BAD_USER_INPUT at stake.amount',
    );
    const part = await offer(player, id, kes('30.00'));
    expect(part).toMatchObject({ amount: { amount: '28.50' } });
    expect(await cashOut(player, part.id)).toMatchObject({
      status: 'ACCEPTED',
      unitStake: { amount: '20.00' },
      stake: { amount: '90.00' },
      openStake: { amount: '60.00' },
      potentialReturn: { amount: '240.00' },
    });
    expect(await betting.exposure('MARKET', matches[0]!.marketId)).toEqual({ bets: 1, stake: '6000', open: '24000' });
    const rest = await offer(player, id);
    expect(await cashOut(player, rest.id)).toMatchObject({
      status: 'CASHED_OUT',
      cashedOut: { amount: '85.50' },
      cashOuts: [{ amount: { amount: '28.50' } }, { amount: { amount: '57.00' } }],
    });
    expect(await betting.balance(player)).toBe(99_550n);
    expect(await betting.trialBalance()).toBe('0');
  });

  it('is paid once, however many accept it at once, with one offer or with many', async () => {
    const { player, id } = await betOnMatch(betting);
    const offers = await Promise.all(Array.from({ length: 5 }, () => offer(player, id)));
    const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => cashOut(player, offers[index % 5].id)));
    expect(answers.filter(({ __typename }) => __typename === 'Bet')).toHaveLength(1);
    expect(new Set(answers.map(({ code }) => code))).toEqual(new Set([undefined, 'BET_NOT_OPEN']));
    expect(await betting.balance(player)).toBe(99_500n);
    expect(await betting.trialBalance()).toBe('0');
  });

  it('and a settlement at the same moment pay once', async () => {
    const { match, player, id } = await betOnMatch(betting);
    const offers = await Promise.all(Array.from({ length: 5 }, () => offer(player, id)));
    const settle = async () => {
      await betting.mutate('closeMarket', { marketId: match.marketId });
      const results = [
        { selectionId: match.selectionId, result: 'WON' },
        { selectionId: match.otherId, result: 'LOST' },
      ];
      const input = { idempotencyKey: newId('req'), marketId: match.marketId, results };
      return betting.mutate('settleMarket', input, '__typename');
    };
    await Promise.all([
      ...Array.from({ length: 50 }, (_, index) => cashOut(player, offers[index % 5].id)),
      settle(),
      ...Array.from({ length: 50 }, (_, index) => cashOut(player, offers[index % 5].id)),
    ]);
    await until('the bet has ended', async () => (await betting.bet(id, player)).status !== 'ACCEPTED');
    const { status } = await betting.bet(id, player);
    expect(await betting.balance(player)).toBe(status === 'WON' ? 110_000n : 99_500n);
    expect(await betting.trialBalance()).toBe('0');
  });

  it('returns the first result for a repeat', async () => {
    const { player, id } = await betOnMatch(betting);
    const made = await offer(player, id);
    const key = newId('req');
    const answers = await Promise.all([cashOut(player, made.id, key), cashOut(player, made.id, key)]);
    expect(answers[0]).toMatchObject({ status: 'CASHED_OUT' });
    expect(answers[1]).toEqual(answers[0]);
  });

  it('is refused after 8 seconds, when the bet has changed, and when its value has fallen', async () => {
    const { match, player, id } = await betOnMatch(betting);
    const old = await offer(player, id);
    betting.pass(8_000);
    expect(await cashOut(player, old.id)).toMatchObject({ code: 'CASH_OUT_OFFER_EXPIRED' });
    const [part, other] = [await offer(player, id, kes('50.00')), await offer(player, id, kes('50.00'))];
    await cashOut(player, part.id);
    expect(await cashOut(player, other.id)).toMatchObject({ code: 'CASH_OUT_OFFER_EXPIRED' });
    const last = await offer(player, id);
    await betting.setOdds(match, '2.500');
    expect(await cashOut(player, last.id)).toMatchObject({
      code: 'CASH_OUT_VALUE_FELL',
      offered: { amount: '47.50' },
      current: { amount: '38.00' },
    });
    await betting.setOdds(match, '1.900');
    expect(await cashOut(player, last.id)).toMatchObject({ status: 'CASHED_OUT', cashedOut: { amount: '95.00' } });
  });

  it('is not offered or paid while a market is not open', async () => {
    const { match, player, id } = await betOnMatch(betting);
    const made = await offer(player, id);
    await betting.mutate('suspendMarket', { marketId: match.marketId, reason: 'goal' });
    expect(await cashOut(player, made.id)).toMatchObject({ code: 'CASH_OUT_NOT_AVAILABLE' });
    expect(await offer(player, id)).toMatchObject({
      code: 'CASH_OUT_NOT_AVAILABLE',
      closed: [{ because: 'MARKET_SUSPENDED' }],
    });
    expect(await betting.bet(id, player)).toMatchObject({ status: 'ACCEPTED', cashOutValue: null });
  });

  it('is for the user of the bet alone', async () => {
    const { player, id } = await betOnMatch(betting);
    const made = await offer(player, id);
    const other = await betting.player();
    const accepting = { offerId: made.id, idempotencyKey: newId('req') };
    expect(await betting.refusedInput('cashOutBet', other, accepting)).toBe('NOT_FOUND');
    expect(await betting.refusedInput('offerCashOut', other, { betId: id })).toBe('NOT_FOUND');
  });
});

describe('every rule of bets', () => {
  it('holds after all of this', async () => {
    const results = await checkInvariants(betting.pool, betInvariants, { since: new Date(0), settled: betting.now() });
    expect(results.flatMap(({ broken }) => broken)).toEqual([]);
    expect(results).toHaveLength(betInvariants.length);
  });
});
