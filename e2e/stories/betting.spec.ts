import { beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { v7 } from 'uuid';
import { type Client, signedInAs } from '../harness/client.ts';
import { mailed, newAddress, signUp } from '../harness/people.ts';

const refused = '... on UserError { __typename code message }';
/** The code of a withdrawal; the mail of the sign-up has one as well. */
const withdrawalCode = /confirm a withdrawal[^]*?\b(\d{6})\b/;
const kes = (amount: string) => ({ amount, currency: 'KES' });

/** Runs a mutation with one input and returns the member of its union. */
async function act(as: Client, name: string, input: object, selection = '') {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const data = await as.data(`mutation($input: ${type}!) { ${name}(input: $input) { __typename ${selection} } }`, {
    input,
  });
  return data[name];
}

describe('betting', () => {
  let trader: Client;
  let admin: Client;
  let competitionId: string;

  beforeAll(async () => {
    [trader, admin] = await Promise.all([signedInAs('trader@example.com'), signedInAs('admin@example.com')]);
    const word = v7().slice(-12);
    const sport = await act(trader, 'createSport', { slug: `s-${word}`, name: `Sport ${word}` }, '... on Sport { id }');
    const competition = { sportId: sport.id, name: `Cup ${word}` };
    ({ id: competitionId } = await act(trader, 'createCompetition', competition, '... on Competition { id }'));
  }, 60_000);

  /** A market of two outcomes with these odds. */
  async function marketOf(odds: readonly string[]) {
    const event = {
      competitionId,
      name: `Race ${v7()}`,
      startsAt: new Date(Date.now() + 86_400_000).toISOString(),
      idempotencyKey: v7(),
    };
    const { id: sportEventId } = await act(trader, 'createSportEvent', event, '... on SportEvent { id }');
    const selections = odds.map((each, index) => ({ outcome: `RUNNER_${index}`, name: `Runner ${index}`, odds: each }));
    const market = { sportEventId, type: 'CUSTOM', name: 'Winner', selections, idempotencyKey: v7() };
    const fields = '... on Market { id selections { id odds } }';
    return (await act(trader, 'createMarket', market, fields)) as {
      id: string;
      selections: { id: string; odds: string }[];
    };
  }

  /** A new user of age with an open wallet. */
  async function player(): Promise<{ user: Client; email: string; walletId: string }> {
    const email = newAddress('player');
    const user = await signUp(email);
    const { id: walletId } = await act(
      user,
      'openWallet',
      { currency: 'KES', idempotencyKey: v7() },
      '... on Wallet { id }',
    );
    return { user, email, walletId };
  }

  const depositByCard = (user: Client, walletId: string, amount: string) =>
    act(
      user,
      'deposit',
      { walletId, amount: kes(amount), method: 'STRIPE_CARD', token: 'pm_card_visa', idempotencyKey: v7() },
      `... on Deposit { id status } ${refused}`,
    );

  async function rich(amount: string) {
    const made = await player();
    await act(made.user, 'setDateOfBirth', { dateOfBirth: '1990-05-04', country: 'KE' });
    await depositByCard(made.user, made.walletId, amount);
    await balanceIs(made.user, amount);
    return made;
  }

  const bet = (user: Client, { id, odds }: { id: string; odds: string }, stake: string, idempotencyKey = v7()) =>
    act(
      user,
      'placeBet',
      { kind: 'SINGLE', selections: [{ selectionId: id, odds }], stake: kes(stake), idempotencyKey },
      `... on Bet { id status potentialReturn { amount } } ${refused}`,
    );

  const balance = async (user: Client): Promise<string> =>
    (await user.data('{ wallet(currency: "KES") { available { amount } } }')).wallet.available.amount;

  const balanceIs = (user: Client, amount: string) =>
    until(`the balance is ${amount}`, async () => (await balance(user)) === amount);

  /** Debits equal credits in every currency, whatever other stories do meanwhile. */
  async function booksAreBalanced(): Promise<void> {
    const { trialBalance } = await admin.data('{ trialBalance { currencies { currency difference { amount } } } }');
    for (const { difference } of trialBalance.currencies) expect(Number(difference.amount)).toBe(0);
  }

  const settle = (marketId: string, selections: readonly { id: string }[], winner: number) =>
    act(trader, 'settleMarket', {
      marketId,
      idempotencyKey: v7(),
      results: selections.map(({ id }, index) => ({ selectionId: id, result: index === winner ? 'WON' : 'LOST' })),
    });

  it('goes from a deposit to a bet, its settlement and a withdrawal, each amount right and the books balanced', async () => {
    const { user, email, walletId } = await rich('1000.00');
    await booksAreBalanced();
    const market = await marketOf(['2.250', '1.600']);
    const [first, second] = market.selections as [{ id: string; odds: string }, { id: string; odds: string }];
    expect(await bet(user, first, '333.33')).toMatchObject({
      status: 'ACCEPTED',
      potentialReturn: { amount: '749.99' },
    });
    await bet(user, second, '100.00');
    await balanceIs(user, '566.67');
    await booksAreBalanced();
    await act(trader, 'closeMarket', { marketId: market.id });
    await settle(market.id, market.selections, 0);
    await balanceIs(user, '1316.66');
    await booksAreBalanced();
    const { limits } = await user.data(
      '{ limits { session { positions { staked { amount } returned { amount } net { amount } } } } }',
    );
    expect(limits.session.positions).toEqual([
      { staked: { amount: '433.33' }, returned: { amount: '749.99' }, net: { amount: '316.66' } },
    ]);
    const { id: withdrawalId } = await act(
      user,
      'requestWithdrawal',
      { walletId, amount: kes('1300.00'), phone: '+254712345678', idempotencyKey: v7() },
      `... on Withdrawal { id } ${refused}`,
    );
    const code = await mailed(user, email, withdrawalCode);
    const confirmed = await act(
      user,
      'confirmWithdrawal',
      { withdrawalId, code },
      `... on Withdrawal { status } ${refused}`,
    );
    expect(['HELD', 'SUBMITTED', 'COMPLETED']).toContain(confirmed.status);
    expect(await balance(user)).toBe('16.66');
    await until('the withdrawal is paid', async () => {
      const { withdrawal } = await user.data('query($id: ID!) { withdrawal(id: $id) { status } }', {
        id: withdrawalId,
      });
      return withdrawal.status === 'COMPLETED';
    });
    await booksAreBalanced();
  }, 120_000);

  it('accepts exactly the bets that a balance covers, and one bet for a key', async () => {
    const { user } = await rich('1000.00');
    const { selections } = await marketOf(['2.000', '2.000']);
    const key = v7();
    const repeats = await Promise.all(Array.from({ length: 20 }, () => bet(user, selections[0]!, '100.00', key)));
    expect(new Set(repeats.map(({ id }) => id)).size).toBe(1);
    const answers = await Promise.all(Array.from({ length: 40 }, () => bet(user, selections[0]!, '100.00')));
    expect(answers.filter(({ status }) => status === 'ACCEPTED')).toHaveLength(9);
    expect(answers.filter(({ code }) => code === 'INSUFFICIENT_FUNDS')).toHaveLength(31);
    expect(await balance(user)).toBe('0.00');
    await booksAreBalanced();
  }, 120_000);

  it('is for people of age, and kept from excluded people, who withdraw and nothing else', async () => {
    const { user, walletId } = await player();
    expect(await depositByCard(user, walletId, '500.00')).toMatchObject({ code: 'DATE_OF_BIRTH_REQUIRED' });
    const { user: other, email, walletId: otherWallet } = await rich('500.00');
    const { selections } = await marketOf(['2.000', '2.000']);
    await act(other, 'excludeMyself', { months: 6, idempotencyKey: v7() });
    expect(await bet(other, selections[0]!, '100.00')).toMatchObject({ code: 'EXCLUDED' });
    expect(await depositByCard(other, otherWallet, '500.00')).toMatchObject({ code: 'EXCLUDED' });
    const { id: withdrawalId } = await act(
      other,
      'requestWithdrawal',
      { walletId: otherWallet, amount: kes('500.00'), phone: '+254712345678', idempotencyKey: v7() },
      `... on Withdrawal { id } ${refused}`,
    );
    const code = await mailed(other, email, withdrawalCode);
    expect(await act(other, 'confirmWithdrawal', { withdrawalId, code }, '... on Withdrawal { status }')).toMatchObject(
      {
        __typename: 'Withdrawal',
      },
    );
    await balanceIs(other, '0.00');
  }, 120_000);

  it('keeps a limit on stakes against bets at once, and tells from when the next one fits', async () => {
    const { user } = await rich('1000.00');
    const { selections } = await marketOf(['2.000', '2.000']);
    const limit = { kind: 'STAKE', period: 'DAY', amount: kes('300.00'), idempotencyKey: v7() };
    await act(user, 'setLimit', limit);
    const answers = await Promise.all(Array.from({ length: 10 }, () => bet(user, selections[0]!, '100.00')));
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
    expect(await act(user, 'confirmLimitIncrease', early, refused)).toMatchObject({ code: 'LIMIT_INCREASE_TOO_EARLY' });
  }, 120_000);
});
