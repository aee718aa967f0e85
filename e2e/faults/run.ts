import { setTimeout as sleep } from 'node:timers/promises';
import { goodsOnSale, putOnSale } from '../harness/buying.ts';
import { client, signedInAs } from '../harness/client.ts';
import { type StripeAdmin, stripeAdmin } from '../harness/paying.ts';
import { newAddress, signUp } from '../harness/people.ts';
import { patient } from './asking.ts';
import { buy, type Buyer, type Market, type Promised } from './buyers.ts';
import { faultsOf, planFaults } from './faults.ts';
import { count, emptyFigures, type Figures } from './figures.ts';
import type { Installation } from './installation.ts';
import type { Random } from './random.ts';
import { staffWork, workOn } from './staff.ts';

export interface Run {
  figures: Figures;
  promised: Promised[];
  stripe: StripeAdmin;
}

const buyers = 6;
const stockOfVariant = 1_000_000;

/** Longest wait for the next confirmed checkout after a fault. */
const recoversWithinMs = 45_000;

/** Time after the last fault in which every client gets its answer. */
const answersWithinMs = 45_000;

async function openMarket(url: string, stripe: StripeAdmin): Promise<Market> {
  const [one, other] = await Promise.all(['one', 'other'].map((name) => goodsOnSale(name, stockOfVariant, url)));
  const { small, large } = await putOnSale(one!.seller, 'one', 'DIGITAL');
  return {
    url,
    stripe,
    physical: [
      [one!.small, one!.large],
      [other!.small, other!.large],
    ],
    digital: [small, large],
  };
}

/** Waits for a confirmed checkout that comes after now. */
async function recovery(figures: Figures, fault: string): Promise<void> {
  const [before, since] = [figures.checkouts, Date.now()];
  while (figures.checkouts === before && Date.now() - since < recoversWithinMs) await sleep(20);
  figures.recoveries.push({ fault, ms: Date.now() - since });
  if (figures.checkouts === before) throw new Error(`No checkout within ${recoversWithinMs} ms after: ${fault}`);
}

/** Buys, packs, delivers and refunds for `seconds` while one thing after another fails. */
export async function runFaults(installation: Installation, random: Random, seconds: number): Promise<Run> {
  const figures = emptyFigures();
  const url = installation.processes.gatewayUrl;
  const stripe = stripeAdmin(installation.processes.stripeAdmin);
  const market = await openMarket(url, stripe);
  const users = await Promise.all(
    Array.from({ length: buyers / 2 }, async () => {
      const { token } = await signUp(newAddress('faults'), client({ url }));
      return client({ url, token: token!, timeoutMs: 20_000 });
    }),
  );
  const staff = await Promise.all(
    Object.entries(staffWork).map(async ([name, work]) => {
      const { token } = await signedInAs(`${name}@example.com`, url);
      return { name, work, client: client({ url, token: token!, timeoutMs: 20_000 }) };
    }),
  );

  let buysUntil = Infinity;
  let answersUntil = Infinity;
  const isOver = (): boolean => Date.now() > answersUntil;
  const shoppers = Array.from({ length: buyers }, (_, index): Buyer => {
    const own = { random: random.fork(`buyer ${index}`), user: users[index] ?? null, promised: [] };
    return { market, figures, isOver, ...own };
  });
  const shop = async (buyer: Buyer): Promise<void> => {
    while (Date.now() < buysUntil) await buy(buyer);
  };
  const work = Promise.all([
    ...shoppers.map(shop),
    ...staff.map(({ name, work, client }) =>
      workOn(work, {
        staff: patient(client, figures, isOver),
        figures,
        random: random.fork(name),
        isOver: () => Date.now() > buysUntil,
      }),
    ),
  ]);
  // Its failure is thrown below. While faults are made, it must not end the process.
  work.catch(() => {});

  const faults = planFaults(faultsOf(installation, stripe), random.fork('faults'));
  const until = Date.now() + seconds * 1_000;
  try {
    await recovery(figures, 'the start');
    while (Date.now() < until) {
      const { kind, target, lastsMs, begin, end } = faults.next().value;
      count(figures.faults, kind);
      try {
        await begin();
        await sleep(lastsMs);
      } finally {
        await end();
      }
      await recovery(figures, `${kind} ${target}`.trim());
      await sleep(random.between(100, 600));
    }
  } finally {
    buysUntil = 0;
    answersUntil = Date.now() + answersWithinMs;
    await work;
  }
  return { figures, stripe, promised: shoppers.flatMap(({ promised }) => promised) };
}
