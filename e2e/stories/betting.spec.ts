import { beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { v7 } from 'uuid';
import {
  act,
  type Bettor,
  depositByCard,
  kes,
  newBettor,
  openTrading,
  placeBet,
  richBettor,
  type Trading,
  trialBalance,
  withdrawalCode,
} from '../harness/bettors.ts';
import { type Client, signedInAs } from '../harness/client.ts';

describe('betting', () => {
  let trading: Trading;
  let admin: Client;
  beforeAll(async () => {
    [trading, admin] = await Promise.all([openTrading(), signedInAs('admin@example.com')]);
  });

  const balanceIs = (bettor: Bettor, amount: string) =>
    until(`the balance is ${amount}`, async () => (await bettor.money()).available === amount);

  /** Debits equal credits in every currency, whatever other stories do meanwhile. */
  const booksAreBalanced = async () => expect(new Set(await trialBalance(admin))).toEqual(new Set([0]));

  const requestWithdrawal = ({ user, walletId }: Bettor, amount: string) =>
    act(
      user,
      'requestWithdrawal',
      { walletId, amount: kes(amount), phone: '+254712345678', idempotencyKey: v7() },
      '... on Withdrawal { id }',
    );

  it('goes from a deposit to a bet, its settlement and a withdrawal, each amount right and the books balanced', async () => {
    const bettor = await richBettor('1000.00');
    const { user } = bettor;
    await booksAreBalanced();
    const market = await trading.market(['2.250', '1.600']);
    const [first, second] = market.selections;
    expect(await placeBet(bettor, first!, '333.33')).toMatchObject({
      status: 'ACCEPTED',
      potentialReturn: { amount: '749.99' },
    });
    await placeBet(bettor, second!, '100.00');
    await balanceIs(bettor, '566.67');
    await booksAreBalanced();
    await trading.close(market);
    await trading.settle(market, 0);
    await balanceIs(bettor, '1316.66');
    await booksAreBalanced();
    const { limits } = await user.data(
      '{ limits { session { positions { staked { amount } returned { amount } net { amount } } } } }',
    );
    expect(limits.session.positions).toEqual([
      { staked: { amount: '433.33' }, returned: { amount: '749.99' }, net: { amount: '316.66' } },
    ]);
    const { id: withdrawalId } = await requestWithdrawal(bettor, '1300.00');
    const code = await withdrawalCode(bettor);
    const confirmed = await act(user, 'confirmWithdrawal', { withdrawalId, code }, '... on Withdrawal { status }');
    expect(['HELD', 'SUBMITTED', 'COMPLETED']).toContain(confirmed.status);
    expect((await bettor.money()).available).toBe('16.66');
    await until('the withdrawal is paid', async () => {
      const { withdrawal } = await user.data('query($id: ID!) { withdrawal(id: $id) { status } }', {
        id: withdrawalId,
      });
      return withdrawal.status === 'COMPLETED';
    });
    await booksAreBalanced();
  });

  it('has files: a statement to download, and a feed to upload', async () => {
    const { user } = await richBettor('750.00');
    const period = { from: new Date(Date.now() - 3_600_000), to: new Date(Date.now() + 3_600_000) };
    const { wallet } = await user.data(
      `query ($from: DateTime!, $to: DateTime!) { wallet(currency: "KES") { statementExport(from: $from, to: $to) { url } } }`,
      period,
    );
    const statement = await fetch(wallet.statementExport.url);
    expect(statement.status).toBe(200);
    expect(await statement.text()).toContain('750.00');

    const { url, import: made } = await act(
      trading.trader,
      'uploadFeed',
      { idempotencyKey: v7() },
      '... on FeedUpload { url import { id } }',
    );
    expect((await fetch(url, { method: 'PUT', body: 'no line of a feed' })).status).toBe(204);
    const look = 'query ($id: ID!) { feedImport(id: $id) { status lines refused } }';
    await until('the file is read', async () => {
      const { feedImport } = await trading.trader.data(look, { id: made.id });
      return feedImport.status === 'DONE' && feedImport.lines === 1 && feedImport.refused === 1;
    });
  });

  it('is for people of age', async () => {
    expect(await depositByCard(await newBettor(), '500.00')).toMatchObject({ code: 'DATE_OF_BIRTH_REQUIRED' });
  });

  it('is kept from excluded people, who get their money back and nothing else', async () => {
    const bettor = await richBettor('500.00');
    const { user, walletId } = bettor;
    const { selections } = await trading.market();
    const limit = { kind: 'STAKE', period: 'DAY', amount: kes('300.00'), idempotencyKey: v7() };
    await act(user, 'setLimit', limit);
    const asked = { ...limit, amount: kes('900.00'), idempotencyKey: v7() };
    const { pendingIncrease } = await act(user, 'setLimit', asked, '... on GamingLimit { pendingIncrease { id } }');
    const { id: cashedOut } = await placeBet(bettor, selections[0]!, '100.00');
    const { id: cancelled } = await placeBet(bettor, selections[0]!, '100.00');
    await act(user, 'excludeMyself', { months: 6, idempotencyKey: v7() });

    const phone = { method: 'MPESA', phone: '+254712345678', idempotencyKey: v7() };
    const refused = await Promise.all([
      placeBet(bettor, selections[0]!, '100.00'),
      depositByCard(bettor, '500.00'),
      act(user, 'deposit', { walletId, amount: kes('500.00'), ...phone }),
      act(user, 'setLimit', { ...limit, amount: kes('1200.00'), idempotencyKey: v7() }),
      act(user, 'confirmLimitIncrease', { limitIncreaseId: pendingIncrease.id, idempotencyKey: v7() }),
    ]);
    expect(refused.map(({ code }) => code)).toEqual(refused.map(() => 'EXCLUDED'));

    const offer = await act(user, 'offerCashOut', { betId: cashedOut }, '... on CashOutOffer { id }');
    const paid = { offerId: offer.id, idempotencyKey: v7() };
    expect(await act(user, 'cashOutBet', paid, '... on Bet { status }')).toMatchObject({ status: 'CASHED_OUT' });
    const cancel = { betId: cancelled, idempotencyKey: v7() };
    expect(await act(user, 'cancelBet', cancel, '... on Bet { status }')).toMatchObject({ status: 'CANCELLED' });
    await balanceIs(bettor, '495.00');
    const { id: withdrawalId } = await requestWithdrawal(bettor, '495.00');
    const confirm = { withdrawalId, code: await withdrawalCode(bettor) };
    expect((await act(user, 'confirmWithdrawal', confirm)).__typename).toBe('Withdrawal');
    await balanceIs(bettor, '0.00');
  });

  it('keeps a limit on stakes against bets at once, and tells from when the next one fits', async () => {
    const bettor = await richBettor('1000.00');
    const { user } = bettor;
    const { selections } = await trading.market();
    const limit = { kind: 'STAKE', period: 'DAY', amount: kes('300.00'), idempotencyKey: v7() };
    await act(user, 'setLimit', limit);
    const answers = await Promise.all(Array.from({ length: 10 }, () => placeBet(bettor, selections[0]!, '100.00')));
    expect(answers.filter(({ status }) => status === 'ACCEPTED')).toHaveLength(3);
    expect(answers.filter(({ code }) => code === 'LIMIT_REACHED')).toHaveLength(7);
    const raised = await act(
      user,
      'setLimit',
      { ...limit, amount: kes('900.00'), idempotencyKey: v7() },
      '... on GamingLimit { limit { amount } left { amount } pendingIncrease { id } }',
    );
    expect(raised).toMatchObject({ limit: { amount: '300.00' }, left: { amount: '0.00' } });
    const early = { limitIncreaseId: raised.pendingIncrease.id, idempotencyKey: v7() };
    expect(await act(user, 'confirmLimitIncrease', early)).toMatchObject({ code: 'LIMIT_INCREASE_TOO_EARLY' });
    // A lower one holds at once.
    const lower = { ...limit, amount: kes('200.00'), idempotencyKey: v7() };
    expect(await act(user, 'setLimit', lower, '... on GamingLimit { limit { amount } }')).toMatchObject({
      limit: { amount: '200.00' },
    });
  });
});
