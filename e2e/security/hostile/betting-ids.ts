import { until } from '@soko/testing';
import { v7 } from 'uuid';
import type { Client } from '../../harness/client.ts';

const refused = '... on UserError { code message }';

/** The member of a mutation's union that has the fields asked for. Throws with the refusal otherwise. */
async function act(
  as: Client,
  name: string,
  input: object,
  fields: string,
): Promise<{ id: string; selections: { id: string }[] }> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const data = await as.data(`mutation ($input: ${type}!) { ${name}(input: $input) { ${fields} ${refused} } }`, {
    input,
  });
  if (data[name].code !== undefined) throw new Error(`${name}: ${JSON.stringify(data[name])}`);
  return data[name];
}

/** An event with one market of two outcomes. */
async function eventOf(trader: Client, competitionId: string) {
  const startsAt = new Date(Date.now() + 86_400_000).toISOString();
  const event = { competitionId, name: `Race ${v7()}`, startsAt, idempotencyKey: v7() };
  const { id: sportEventId } = await act(trader, 'createSportEvent', event, '... on SportEvent { id }');
  const selections = ['FIRST', 'SECOND'].map((outcome) => ({ outcome, name: outcome, odds: '2.000' }));
  const market = { sportEventId, type: 'CUSTOM', name: 'Winner', selections, idempotencyKey: v7() };
  const made = await act(trader, 'createMarket', market, '... on Market { id selections { id } }');
  return {
    sportEventId,
    marketId: made.id,
    selectionIds: made.selections.map(({ id }) => id),
  };
}

/** What a bettor owns: two wallets, one with money, a deposit and two bets. */
async function thingsOf(bettor: Client, selectionId: string) {
  await bettor.data(`mutation ($input: SetDateOfBirthInput!) { setDateOfBirth(input: $input) { __typename } }`, {
    input: { dateOfBirth: '1990-05-04', country: 'KE' },
  });
  const eur = (amount: string) => ({ amount, currency: 'EUR' });
  const opening = { currency: 'EUR', idempotencyKey: v7() };
  const { id: walletId } = await act(bettor, 'openWallet', opening, '... on Wallet { id }');
  const savings = { currency: 'EUR', name: 'Savings', idempotencyKey: v7() };
  const { id: savingsId } = await act(bettor, 'openWallet', savings, '... on Wallet { id }');
  const payment = {
    walletId,
    amount: eur('500.00'),
    method: 'STRIPE_CARD',
    token: 'pm_card_visa',
    idempotencyKey: v7(),
  };
  const { id: depositId } = await act(bettor, 'deposit', payment, '... on Deposit { id }');
  await until('the money is there', async () => {
    const { wallet } = await bettor.data('{ wallet(currency: "EUR") { available { amount } } }');
    return Number(wallet.available.amount) > 0;
  });
  const bet = () => {
    const selections = [{ selectionId, odds: '2.000' }];
    const input = { kind: 'SINGLE', selections, stake: eur('5.00'), idempotencyKey: v7() };
    return act(bettor, 'placeBet', input, '... on Bet { id }');
  };
  const [first, second] = [await bet(), await bet()];
  return { walletId, savingsId, depositId, betId: first.id, cancelledBetId: second.id };
}

/** Sport events, markets and selections to bet on, and what a bettor owns, by the names of the arguments that take them. */
export async function bettingIds(trader: Client, bettor: Client): Promise<Record<string, string[]>> {
  const word = v7().slice(-12);
  const { id: sportId } = await act(trader, 'createSport', { slug: `s-${word}`, name: word }, '... on Sport { id }');
  const competition = { sportId, name: `Cup ${word}` };
  const { id: competitionId } = await act(trader, 'createCompetition', competition, '... on Competition { id }');
  const [open, settled, voided, closed] = [
    await eventOf(trader, competitionId),
    await eventOf(trader, competitionId),
    await eventOf(trader, competitionId),
    await eventOf(trader, competitionId),
  ];
  const own = await thingsOf(bettor, open.selectionIds[0]!);
  return {
    sportId: [sportId],
    competitionId: [competitionId],
    sportEventId: [open.sportEventId],
    eventId: [open.sportEventId],
    'sportEvent.id': [open.sportEventId],
    marketId: [open.marketId],
    'market.id': [open.marketId],
    selectionId: open.selectionIds,
    'settleMarket.marketId': [settled.marketId],
    'resettleMarket.marketId': [settled.marketId],
    'settleMarket.selectionId': settled.selectionIds,
    'resettleMarket.selectionId': settled.selectionIds,
    'voidMarket.marketId': [voided.marketId],
    'closeMarket.marketId': [closed.marketId],
    'settleSportEvent.sportEventId': [closed.sportEventId],
    walletId: [own.walletId],
    fromWalletId: [own.walletId],
    toWalletId: [own.savingsId],
    depositId: [own.depositId],
    'deposit.id': [own.depositId],
    betId: [own.betId],
    'bet.id': [own.betId],
    'cancelBet.betId': [own.cancelledBetId],
  };
}
