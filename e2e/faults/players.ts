import { setTimeout as sleep } from 'node:timers/promises';
import { v7 } from 'uuid';
import { client, type Client } from '../harness/client.ts';
import type { StripeAdmin } from '../harness/paying.ts';
import { newAddress, signUp } from '../harness/people.ts';
import { GaveUp, type Patient, patient } from './asking.ts';
import { act, type Board } from './betting.ts';
import { numbers } from './cards.ts';
import type { ProviderAdmin } from './faults.ts';
import { count, type Figures } from './figures.ts';
import type { Random } from './random.ts';

/** One idempotency key of a player, with everything that was made under it. */
export interface Kept {
  kind: 'deposit' | 'bet' | 'withdrawal';
  key: string;
  ids: Set<string>;
}

export interface Player {
  user: Client;
  email: string;
  walletId: string;
  phone: string;
  kept: Kept[];
  usedCodes: Set<string>;
}

/** A player with everything around them. */
export interface Playing {
  player: Player;
  board: Board;
  stripe: StripeAdmin;
  mpesa: ProviderAdmin;
  figures: Figures;
  random: Random;
  isOver: () => boolean;
}

const kes = (amount: string) => ({ amount, currency: 'KES' });

const phoneOf = (index: number): string => `2547123456${String(index + 10).padStart(2, '0')}`;

/** Signs a person up who is old enough and has an open wallet. */
export async function openPlayer(url: string, index: number): Promise<Player> {
  const email = newAddress('player');
  const { token } = await signUp(email, client({ url }));
  const user = client({ url, token: token!, timeoutMs: 20_000 });
  await user.data(`mutation($input: SetDateOfBirthInput!) { setDateOfBirth(input: $input) { __typename } }`, {
    input: { dateOfBirth: '1990-05-04', country: 'KE' },
  });
  const { openWallet } = await user.data(
    `mutation($input: OpenWalletInput!) { openWallet(input: $input) { ... on Wallet { id } } }`,
    { input: { currency: 'KES', idempotencyKey: v7() } },
  );
  return { user, email, walletId: openWallet.id, phone: phoneOf(index), kept: [], usedCodes: new Set() };
}

/** Does something under one key, sometimes twice at once, and keeps what it made. */
async function once(
  { player, random }: Playing,
  kind: Kept['kind'],
  // oxlint-disable-next-line typescript/no-explicit-any
  work: (idempotencyKey: string) => Promise<any>,
) {
  const kept: Kept = { kind, key: v7(), ids: new Set() };
  player.kept.push(kept);
  const answers = await Promise.all((random.chance(0.2) ? [1, 2] : [1]).map(() => work(kept.key)));
  for (const { id } of answers) if (id !== undefined) kept.ids.add(id);
  return answers.find(({ id }) => id !== undefined) ?? answers[0];
}

type Play = (asking: Patient, playing: Playing) => Promise<void>;

const depositByCard: Play = async (asking, playing) => {
  const { player, random, stripe, figures, isOver } = playing;
  const kind = random.pick(['pays', 'pays', 'pays', 'asks', 'declined'] as const);
  const amount = kes(`${random.between(200, 3_000)}.${random.between(10, 99)}`);
  const token = await stripe.newCard(numbers[kind]).catch(() => null);
  if (token === null) return;
  const input = { walletId: player.walletId, amount, method: 'STRIPE_CARD', token };
  const fields = '... on Deposit { id status action { clientSecret } }';
  const made = await once(playing, 'deposit', (idempotencyKey) =>
    act(asking, 'deposit', { ...input, idempotencyKey }, fields),
  );
  count(figures.betting, 'deposits');
  const intent = made.action?.clientSecret?.split('_secret_')[0];
  if (intent === undefined || random.chance(0.1)) return;
  await stripe.answer(intent, random.chance(0.8) ? 'approve' : 'decline').catch(() => {});
  if (random.chance(0.3) || isOver()) return;
  await asking.ask(
    `mutation($input: ConfirmDepositInput!) { confirmDeposit(input: $input) { ... on Deposit { status } } }`,
    { input: { depositId: made.id } },
  );
};

const pushScenarios =
  'success success success success cancelled insufficient wrong-pin twice-told no-callback before-answer text-code wrong-amount'.split(
    ' ',
  );

const force = async ({ mpesa, player }: Playing, kind: 'stk' | 'b2c', scenario: string): Promise<void> => {
  await mpesa.call('POST', 'outcomes', { kind, msisdn: player.phone, scenario }).catch(() => {});
};

const depositByPhone: Play = async (asking, playing) => {
  const { player, random, figures } = playing;
  await force(playing, 'stk', random.pick(pushScenarios));
  const amount = kes(`${random.between(50, 3_000)}.00`);
  const input = { walletId: player.walletId, amount, method: 'MPESA', phone: `+${player.phone}` };
  await once(playing, 'deposit', (idempotencyKey) =>
    act(asking, 'deposit', { ...input, idempotencyKey }, '... on Deposit { id status }'),
  );
  count(figures.betting, 'deposits');
};

const bet: Play = async (asking, playing) => {
  const { board, random, figures } = playing;
  const legs = random.shuffle(board.open).slice(0, random.pick([1, 1, 2, 3]));
  if (legs.length === 0) return;
  const isSystem = legs.length === 3 && random.chance(0.5);
  const kind = isSystem ? 'SYSTEM' : legs.length === 1 ? 'SINGLE' : 'ACCUMULATOR';
  const input = {
    kind,
    ...(isSystem ? { systemSizes: [2] } : {}),
    selections: legs.map(({ selections }) => {
      const { id, odds } = random.pick(selections);
      return { selectionId: id, odds };
    }),
    stake: kes(`${random.between(20, 150)}.${random.between(10, 99)}`),
    oddsPolicy: random.pick(['NONE', 'BETTER', 'ANY']),
  };
  const fields = '... on Bet { id status }';
  const made = await once(playing, 'bet', (idempotencyKey) =>
    act(asking, 'placeBet', { ...input, idempotencyKey }, fields),
  );
  if (made.id === undefined) count(figures.betting, 'bets refused');
  else figures.bets += 1;
};

async function openBets(asking: Patient): Promise<{ id: string }[]> {
  const { data } = await asking.ask('{ bets(first: 10, filter: { status: [ACCEPTED] }) { nodes { id } } }');
  return data?.bets.nodes ?? [];
}

const cashOut: Play = async (asking, { random, figures }) => {
  const bets = await openBets(asking);
  if (bets.length === 0) return;
  const offer = await act(asking, 'offerCashOut', { betId: random.pick(bets).id }, '... on CashOutOffer { id }');
  if (offer.id === undefined) return;
  const input = { offerId: offer.id, idempotencyKey: v7() };
  const cash = () => act(asking, 'cashOutBet', input, '... on Bet { id status }');
  const [answer] = await Promise.all(random.chance(0.3) ? [cash(), cash()] : [cash()]);
  if (answer.id !== undefined) count(figures.betting, 'cash-outs');
};

const cancel: Play = async (asking, { random, figures }) => {
  const bets = await openBets(asking);
  if (bets.length === 0) return;
  const input = { betId: random.pick(bets).id, idempotencyKey: v7() };
  const answer = await act(asking, 'cancelBet', input, '... on Bet { id }');
  if (answer.id !== undefined) count(figures.betting, 'bets cancelled');
};

const payoutScenarios = ['success', 'success', 'success', 'float-low', 'unregistered', 'no-callback', 'timeout-paid'];

/** A code from a mail about a withdrawal that was not tried yet. Mails may come late. */
async function newCode(asking: Patient, { player, isOver }: Playing): Promise<string | null> {
  for (let looks = 0; looks < 20 && !isOver(); looks += 1) {
    const { data } = await asking.ask(`query($to: String!) { outbox(to: $to, first: 5) { nodes { body } } }`, {
      to: player.email,
    });
    for (const { body } of (data?.outbox.nodes ?? []) as { body: string }[]) {
      const code = /withdrawal[^]*?\b(\d{6})\b/.exec(body)?.[1];
      if (code !== undefined && !player.usedCodes.has(code)) return code;
    }
    await sleep(250);
  }
  return null;
}

const withdraw: Play = async (asking, playing) => {
  const { player, random, figures } = playing;
  const { data } = await asking.ask('{ wallet(currency: "KES") { available { amount } } }');
  const most = Math.floor(Number(data?.wallet?.available.amount ?? 0));
  if (most < 100) return;
  const amount = kes(`${random.chance(0.3) ? most : random.between(50, Math.min(most, 1_000))}.00`);
  const input = { walletId: player.walletId, amount, phone: `+${player.phone}` };
  const fields = '... on Withdrawal { id status }';
  const made = await once(playing, 'withdrawal', (idempotencyKey) =>
    // One code a minute.
    act(asking, 'requestWithdrawal', { ...input, idempotencyKey }, fields, ['RATE_LIMITED']),
  );
  if (made.id === undefined) return;
  const code = await newCode(asking, playing);
  if (code === null) return;
  player.usedCodes.add(code);
  await force(playing, 'b2c', random.pick(payoutScenarios));
  const confirm = () => act(asking, 'confirmWithdrawal', { withdrawalId: made.id, code }, fields);
  const [answer] = await Promise.all(random.chance(0.3) ? [confirm(), confirm()] : [confirm()]);
  count(figures.betting, answer.id === undefined ? 'withdrawals refused' : 'withdrawals');
};

const plays: readonly (readonly [weight: number, play: Play])[] = [
  [16, depositByCard],
  [16, depositByPhone],
  [44, bet],
  [12, cashOut],
  [4, cancel],
  [8, withdraw],
];

const deck: readonly Play[] = plays.flatMap(([weight, play]) => Array.from({ length: weight }, () => play));

/** One thing that a player does. */
export async function play(playing: Playing): Promise<void> {
  const { player, random, figures, isOver } = playing;
  try {
    await random.pick(deck)(patient(player.user, figures, isOver), playing);
    await sleep(random.between(20, 150));
  } catch (error) {
    if (!(error instanceof GaveUp)) throw error;
  }
}
