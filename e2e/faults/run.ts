import { setTimeout as sleep } from 'node:timers/promises';
import { v7 } from 'uuid';
import { goodsOnSale, putOnSale } from '../harness/buying.ts';
import { client, type Client, signedInAs } from '../harness/client.ts';
import { type StripeAdmin, stripeAdmin } from '../harness/paying.ts';
import { newAddress, signUp } from '../harness/people.ts';
import { patient } from './asking.ts';
import { type Board, openBoard, tradeOn } from './betting.ts';
import { buy, type Buyer, type Market, type Promised } from './buyers.ts';
import { faultsOf, longRunSeconds, planFaults, type PlannedFault, type ProviderAdmin } from './faults.ts';
import { count, emptyFigures, type Figures } from './figures.ts';
import type { Installation } from './installation.ts';
import { openPlayer, play, type Player } from './players.ts';
import type { Random } from './random.ts';
import { staffWork, workOn } from './staff.ts';

export interface Run {
  figures: Figures;
  promised: Promised[];
  players: Player[];
  stripe: StripeAdmin;
  mpesa: ProviderAdmin;
  /** Faults that the run had no time for. */
  notMade: string[];
}

const buyers = 4;
/** Each has several people to be, because one person gets one code for a withdrawal a minute. */
const bettors = 2;
const peopleOfBettor = 5;
const stockOfVariant = 1_000_000;

/** Longest wait for the next confirmed checkout, and the next bet, after a fault. */
const recoversWithinMs = 45_000;

/** Time after the last fault in which every client gets its answer. */
const answersWithinMs = 45_000;

/** The admin API of the simulated M-Pesa. */
const mpesaAdmin = (address: string): ProviderAdmin => ({
  async call<T>(method: string, path: string, body?: object): Promise<T> {
    const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const response = await fetch(`${address}/${path}`, { method, ...(body === undefined ? {} : json) });
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  },
});

async function openMarket(url: string, stripe: StripeAdmin, mpesa: ProviderAdmin): Promise<Market> {
  const [one, other] = await Promise.all(['one', 'other'].map((name) => goodsOnSale(name, stockOfVariant, url)));
  const { small, large } = await putOnSale(one!.seller, 'one', 'DIGITAL');
  for (const variantId of [small, large]) {
    await one!.seller.data(
      `mutation($input: UpdateVariantInput!) { updateVariant(input: $input) { ... on Variant { id } } }`,
      { input: { variantId, furtherPrices: [{ amount: '2500.00', currency: 'KES' }] } },
    );
  }
  return {
    url,
    stripe,
    mpesa,
    physical: [
      [one!.small, one!.large],
      [other!.small, other!.large],
    ],
    digital: [small, large],
    inShillings: [small, large],
  };
}

/** A buyer with euros in a wallet. */
async function openBuyer(url: string): Promise<Client> {
  const { token } = await signUp(newAddress('faults'), client({ url }));
  const user = client({ url, token: token!, timeoutMs: 20_000 });
  await user.data(`mutation($input: SetDateOfBirthInput!) { setDateOfBirth(input: $input) { __typename } }`, {
    input: { dateOfBirth: '1990-05-17', country: 'DE' },
  });
  const { openWallet } = await user.data(
    `mutation($input: OpenWalletInput!) { openWallet(input: $input) { ... on Wallet { id } } }`,
    { input: { currency: 'EUR', idempotencyKey: v7() } },
  );
  const amount = { amount: '9000.00', currency: 'EUR' };
  const input = { walletId: openWallet.id, amount, method: 'STRIPE_CARD', token: 'pm_card_visa', idempotencyKey: v7() };
  await user.data(`mutation($input: DepositInput!) { deposit(input: $input) { ... on Deposit { id } } }`, { input });
  return user;
}

/** Waits for a confirmed checkout and a bet that come after now. */
async function recovery(figures: Figures, fault: string): Promise<void> {
  const [checkouts, bets, since] = [figures.checkouts, figures.bets, Date.now()];
  const isWell = (): boolean => figures.checkouts > checkouts && figures.bets > bets;
  while (!isWell() && Date.now() - since < recoversWithinMs) await sleep(20);
  const ms = Date.now() - since;
  figures.recoveries.push({ fault, ms });
  if (process.env['FAULTS_VERBOSE']) process.stderr.write(`  ${new Date().toISOString()} ${fault}: ${ms} ms\n`);
  if (!isWell())
    figures.notRecovered.push(`no ${figures.checkouts > checkouts ? 'bet' : 'checkout'} in ${ms} ms after: ${fault}`);
}

async function makeFault({ kind, target, lastsMs, begin, end }: PlannedFault, figures: Figures): Promise<void> {
  count(figures.faults, kind);
  try {
    await begin();
    await sleep(lastsMs);
  } finally {
    await end();
  }
  await recovery(figures, `${kind} ${target}`.trim());
}

/**
 * Makes faults for `seconds`. A long run goes on until each was made once, a short one until there was one of every
 * kind, but not for more than twice the time and five minutes.
 */
async function makeFaults(installation: Installation, run: Run, random: Random, seconds: number): Promise<void> {
  const { figures, stripe, mpesa } = run;
  const faults = faultsOf(installation, { Stripe: stripe, 'M-Pesa': mpesa }, seconds);
  const [startedAt, lengthMs] = [Date.now(), seconds * 1_000];
  await recovery(figures, 'the start');
  for (let round = 0; round === 0 || Date.now() - startedAt < lengthMs; round += 1) {
    const { first, rest } = planFaults(round === 0 ? faults : faults.filter(({ lasts }) => lasts[1] < 60_000), random);
    const needed = round > 0 ? 0 : first.length + (seconds >= longRunSeconds ? rest.length : 0);
    for (const [index, fault] of [...first, ...rest].entries()) {
      const passedMs = Date.now() - startedAt;
      if (index >= needed && passedMs >= lengthMs) return;
      if (passedMs > 2 * lengthMs + 300_000) {
        run.notMade = [...first, ...rest].slice(index, needed).map(({ kind, target }) => `${kind} ${target}`.trim());
        return;
      }
      await makeFault(fault, figures);
      await sleep(random.between(100, 600));
    }
  }
}

interface People {
  market: Market;
  board: Board;
  shoppers: Buyer[];
  /** The people that each bettor is, in turns. */
  bettors: Player[][];
}

async function openPeople(run: Run, url: string, random: Random, isOver: () => boolean): Promise<People> {
  const { figures, stripe, mpesa } = run;
  const trader = await signedInAs('trader@example.com', url);
  const [market, board] = await Promise.all([openMarket(url, stripe, mpesa), openBoard(trader)]);
  const users = await Promise.all(Array.from({ length: buyers / 2 }, () => openBuyer(url)));
  const shoppers = Array.from({ length: buyers }, (_, index): Buyer => {
    const own = { random: random.fork(`buyer ${index}`), user: users[index] ?? null, promised: [] };
    return { market, figures, isOver, ...own };
  });
  const opened: Player[][] = [];
  for (let bettor = 0; bettor < bettors; bettor += 1) {
    const indexes = Array.from({ length: peopleOfBettor }, (_, index) => bettor * peopleOfBettor + index);
    opened.push(await Promise.all(indexes.map((index) => openPlayer(url, index))));
  }
  return { market, board, shoppers, bettors: opened };
}

/** Buys, packs, delivers, refunds, bets and pays for `seconds` while one thing after another fails. */
export async function runFaults(installation: Installation, random: Random, seconds: number): Promise<Run> {
  const url = installation.processes.gatewayUrl;
  const stripe = stripeAdmin(installation.processes.stripeAdmin);
  const mpesa = mpesaAdmin(installation.processes.mpesaAdmin);
  const run: Run = { figures: emptyFigures(), promised: [], players: [], stripe, mpesa, notMade: [] };
  await mpesa.call('PATCH', 'settings', { answerAfterMs: 400, payoutAfterMs: 600, tps: 1_000 });
  await mpesa.call('PUT', 'float', { utility: 100_000_000 });
  const { figures } = run;
  let worksUntil = Infinity;
  let answersUntil = Infinity;
  const isOver = (): boolean => Date.now() > answersUntil;
  const isDone = (): boolean => Date.now() > worksUntil;
  const { board, shoppers, bettors: all } = await openPeople(run, url, random, isOver);
  run.players = all.flat();

  const shop = async (buyer: Buyer): Promise<void> => {
    while (!isDone()) await buy(buyer);
  };
  const bet = async (people: Player[], index: number): Promise<void> => {
    const own = random.fork(`bettor ${index}`);
    while (!isDone()) await play({ player: own.pick(people), board, stripe, mpesa, figures, random: own, isOver });
  };
  const staff = await Promise.all(
    Object.entries({ ...staffWork, trader: tradeOn(board) }).map(async ([name, work]) => {
      const { token } = await signedInAs(`${name}@example.com`, url);
      return { name, work, staff: patient(client({ url, token: token!, timeoutMs: 20_000 }), figures, isOver) };
    }),
  );
  const work = Promise.all([
    ...shoppers.map(shop),
    ...all.map(bet),
    ...staff.map(({ name, work, staff }) =>
      workOn(work, { staff, figures, random: random.fork(name), isOver: isDone }),
    ),
  ]);
  // Its failure is thrown below. While faults are made, it must not end the process.
  work.catch(() => {});
  try {
    await makeFaults(installation, run, random.fork('faults'), seconds);
  } finally {
    worksUntil = 0;
    answersUntil = Date.now() + answersWithinMs;
    await work;
  }
  run.promised = shoppers.flatMap(({ promised }) => promised);
  return run;
}
