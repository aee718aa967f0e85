import { until } from '@soko/testing';
import { v7 } from 'uuid';
import { type Client, client, signedInAs } from './client.ts';
import { mailed, newAddress, signUp } from './people.ts';

const refused = '... on UserError { __typename code message }';

export const kes = (amount: string) => ({ amount, currency: 'KES' });

/** Runs a mutation with one input and returns the member of its union. */
export async function act(as: Client, name: string, input: object, selection = '') {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const data = await as.data(
    `mutation($input: ${type}!) { ${name}(input: $input) { __typename ${refused} ${selection} } }`,
    { input },
  );
  return data[name];
}

/** A new user with a wallet in shillings. */
export interface Bettor {
  user: Client;
  email: string;
  walletId: string;
  /** Balance of the wallet, and what of it is not held. */
  money(): Promise<{ balance: string; available: string }>;
}

/** A new user who has not said their age yet. */
export async function newBettor(visitor: Client = client()): Promise<Bettor> {
  const email = newAddress('bettor');
  const user = await signUp(email, visitor);
  const open = { currency: 'KES', idempotencyKey: v7() };
  const { id: walletId } = await act(user, 'openWallet', open, '... on Wallet { id }');
  return {
    user,
    email,
    walletId,
    async money() {
      const { wallet } = await user.data('{ wallet(currency: "KES") { balance { amount } available { amount } } }');
      return { balance: wallet.balance.amount, available: wallet.available.amount };
    },
  };
}

export const ofAge = ({ user }: Bettor) => act(user, 'setDateOfBirth', { dateOfBirth: '1990-05-04', country: 'KE' });

export const depositByCard = ({ user, walletId }: Bettor, amount: string) =>
  act(
    user,
    'deposit',
    { walletId, amount: kes(amount), method: 'STRIPE_CARD', token: 'pm_card_visa', idempotencyKey: v7() },
    '... on Deposit { id status }',
  );

/** A new user of age with this balance. */
export async function richBettor(amount: string, visitor?: Client): Promise<Bettor> {
  const bettor = await newBettor(visitor);
  await ofAge(bettor);
  await depositByCard(bettor, amount);
  await until('the deposit is credited', async () => (await bettor.money()).available === amount);
  return bettor;
}

/** The newest code that confirms a withdrawal, but for `known`; the mail of the sign-up has one as well. */
export const withdrawalCode = ({ user, email }: Bettor, known?: string): Promise<string> =>
  until('the code of a withdrawal', async () => {
    const code = await mailed(user, email, /confirm a withdrawal[^]*?\b(\d{6})\b/);
    return code !== known && code;
  });

export interface OpenSelection {
  id: string;
  odds: string;
}

/** An open market. */
export interface OpenMarket {
  id: string;
  selections: OpenSelection[];
}

export const placeBet = (
  { user }: Bettor,
  { id: selectionId, odds }: OpenSelection,
  stake: string,
  idempotencyKey: string = v7(),
) =>
  act(
    user,
    'placeBet',
    { kind: 'SINGLE', selections: [{ selectionId, odds }], stake: kes(stake), idempotencyKey },
    '... on Bet { id status potentialReturn { amount } }',
  );

export const betsOf = async ({ user }: Bettor): Promise<string[]> =>
  (await user.data('{ bets(first: 100) { nodes { status } } }')).bets.nodes.map(
    ({ status }: { status: string }) => status,
  );

/** What a trader does. */
export interface Trading {
  trader: Client;
  /** An open market of outcomes with these odds, tomorrow. */
  market(odds?: readonly string[]): Promise<OpenMarket>;
  close(market: OpenMarket): Promise<void>;
  /** Begins to settle a closed market: one selection won, the others lost. A repeat with the same key is no other settlement. */
  settle(market: OpenMarket, winner: number, idempotencyKey?: string): Promise<void>;
}

export async function openTrading(url?: string): Promise<Trading> {
  const trader = await signedInAs('trader@example.com', url);
  const word = v7().slice(-12);
  const sport = await act(trader, 'createSport', { slug: `s-${word}`, name: `Sport ${word}` }, '... on Sport { id }');
  const cup = { sportId: sport.id, name: `Cup ${word}` };
  const { id: competitionId } = await act(trader, 'createCompetition', cup, '... on Competition { id }');
  return {
    trader,
    async market(odds = ['2.000', '2.000']) {
      const startsAt = new Date(Date.now() + 86_400_000).toISOString();
      const event = { competitionId, name: `Race ${v7()}`, startsAt, idempotencyKey: v7() };
      const { id: sportEventId } = await act(trader, 'createSportEvent', event, '... on SportEvent { id }');
      const selections = odds.map((each, number) => ({
        outcome: `RUNNER_${number}`,
        name: `Runner ${number}`,
        odds: each,
      }));
      const market = { sportEventId, type: 'CUSTOM', name: 'Winner', selections, idempotencyKey: v7() };
      return act(trader, 'createMarket', market, '... on Market { id selections { id odds } }');
    },
    async close({ id }) {
      await act(trader, 'closeMarket', { marketId: id });
    },
    async settle({ id, selections }, winner, idempotencyKey = v7()) {
      const results = selections.map((selection, number) => ({
        selectionId: selection.id,
        result: number === winner ? 'WON' : 'LOST',
      }));
      await act(trader, 'settleMarket', { marketId: id, results, idempotencyKey });
    },
  };
}

/** Differences between debits and credits, one of each currency. */
export async function trialBalance(admin: Client): Promise<number[]> {
  const { trialBalance: found } = await admin.data('{ trialBalance { currencies { difference { amount } } } }');
  return found.currencies.map(({ difference }: { difference: { amount: string } }) => Number(difference.amount));
}
