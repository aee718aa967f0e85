import type { Envelope } from '@soko/events';
import {
  authorizedEvent,
  chargedBackEvent,
  disputeEvent,
  itemsOf,
  orderEvent,
  postingEvent,
  refundEvent,
  refundFailedEvent,
  returnEvent,
  soldEvents,
  type SpecOrder,
  specOrder,
} from './sales-world.ts';
import type { SalesScene, seller } from './start-sales.ts';

/** Numbers that look random and are the same in every run: https://en.wikipedia.org/wiki/Linear_congruential_generator */
function createDice(seed: number) {
  let state = seed;
  const next = (): number => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
  const upTo = (most: number): number => Math.floor(next() * (most + 1));
  return { upTo, oneIn: (n: number): boolean => upTo(n - 1) === 0 };
}

type Dice = ReturnType<typeof createDice>;

const dayMs = 86_400_000;
const start = Date.parse('2026-03-20T00:00:00Z');

/** What happened to an order, and what the dashboard of the days must say about it. */
export interface Story {
  events: Envelope[];
  figures: { day: string; currency: string; figure: string; amount: number }[];
}

const timeOf = (order: SpecOrder, days: number): string =>
  new Date(Date.parse(order.placedAt) + days * dayMs).toISOString();

/** The day in Berlin, as Node knows it. */
const dayIn = (time: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin', dateStyle: 'short' }).format(new Date(time));

function tellStory(dice: Dice, sellerId: string, number: number): Story {
  const id = `ord_${sellerId}_${number}`;
  const quantities = Array.from({ length: 1 + dice.upTo(2) }, () => 1 + dice.upTo(4));
  const lines = quantities.map((quantity, at) => ({
    productId: `prd_${dice.upTo(5)}_${at}`,
    quantity,
    packed: null as number | null,
    priceMinor: 100 + dice.upTo(9_000),
  }));
  const placedAt = new Date(start + dice.upTo(20 * 24 * 3_600) * 1_000).toISOString();
  const currency = dice.oneIn(3) ? 'KES' : 'EUR';
  let order = specOrder({
    id,
    sellerId,
    currency,
    placedAt,
    lines,
    discountMinor: dice.upTo(90),
    feeMinor: dice.upTo(500),
  });
  const events = [authorizedEvent(order, placedAt), ...soldEvents(order, { isOld: dice.oneIn(5) })];
  const figures: Story['figures'] = [];
  const note = (time: string, figure: string, amount: number) =>
    figures.push({ day: dayIn(time), currency, figure, amount });

  if (dice.oneIn(4)) {
    const packed = lines.map((line, at) => ({ ...line, packed: at === 0 ? 1 : dice.upTo(line.quantity) }));
    order = { ...order, lines: packed, feeMinor: order.feeMinor - dice.upTo(order.feeMinor) };
    events.push(orderEvent(order, 'modified', 'PACKAGED', { sequence: 5, at: timeOf(order, 1) }));
  }
  const sellerMinor = dice.upTo(9_000);
  events.push(postingEvent(order, { kind: 'SALE', at: timeOf(order, 1), sellerMinor }));
  note(placedAt, 'net', sellerMinor);
  const hasEnded = dice.oneIn(5);
  for (let sequence = 2; dice.oneIn(2); sequence += 1) {
    const at = timeOf(order, dice.upTo(6));
    const amountMinor = 1 + dice.upTo(300);
    const kind = dice.upTo(3);
    const moved = { at, sequence, amountMinor, refundId: `rfd_${id}_${sequence}` };
    // One that is refused at once moves nothing; one that was made may fail afterwards.
    const isMade = kind !== 0 || dice.oneIn(2);
    if (isMade) {
      events.push(kind === 1 ? chargedBackEvent(order, moved) : refundEvent(order, moved));
      if (!hasEnded) note(at, 'refunds', amountMinor);
      const posted = kind === 1 ? 'CHARGEBACK' : 'REFUND';
      events.push(postingEvent(order, { kind: posted, at, sellerMinor: -amountMinor, name: `${sequence}` }));
      note(at, 'net', -amountMinor);
    }
    if (kind === 0) {
      const failedAt = timeOf(order, 7);
      events.push(refundFailedEvent(order, { ...moved, at: failedAt }));
      if (isMade && !hasEnded) note(failedAt, 'refunds', -amountMinor);
      if (isMade) {
        const name = `${sequence}:failed`;
        events.push(postingEvent(order, { kind: 'REVERSAL', at: failedAt, sellerMinor: amountMinor, name }));
        note(failedAt, 'net', amountMinor);
      }
    }
  }
  for (let at = 0; dice.oneIn(3); at += 1) {
    const [requested, ended] = [timeOf(order, at + 1), timeOf(order, at + 2)];
    const caseId = `ret_${id}_${at}`;
    events.push(returnEvent(order, 'requested', { id: caseId, at: requested, sequence: 1 }));
    const isCancelled = dice.oneIn(2);
    if (isCancelled) events.push(returnEvent(order, 'cancelled', { id: caseId, at: ended, sequence: 2 }));
    else if (!hasEnded) note(requested, 'returns', 1);
  }
  for (let at = 0; dice.oneIn(3); at += 1) {
    const [opened, resolved] = [timeOf(order, at), timeOf(order, at + 3)];
    const caseId = `dsp_${id}_${at}`;
    const outcome = dice.oneIn(2) ? 'BUYER' : 'SELLER';
    events.push(disputeEvent(order, 'opened', { id: caseId, at: opened, sequence: 1, outcome: null }));
    events.push(disputeEvent(order, 'resolved', { id: caseId, at: resolved, sequence: 2, outcome }));
    if (!hasEnded) note(opened, 'disputesOpened', 1);
    if (!hasEnded && outcome === 'BUYER') note(resolved, 'disputesLost', 1);
  }
  if (hasEnded) {
    events.push(orderEvent(order, 'cancelled', 'CANCELLED', { sequence: 9, at: timeOf(order, 7) }));
    note(placedAt, 'cancelled', 1);
    return { events, figures };
  }
  note(placedAt, 'orders', 1);
  note(
    placedAt,
    'units',
    order.lines.reduce((sum, { packed, quantity }) => sum + (packed ?? quantity), 0),
  );
  note(placedAt, 'grossSales', itemsOf(order));
  note(placedAt, 'discounts', order.discountMinor);
  note(placedAt, 'fees', order.feeMinor);
  return { events, figures };
}

export const tellStories = (seed: number, sellerId: string): Story[] => {
  const dice = createDice(seed);
  return Array.from({ length: 120 }, (_, number) => tellStory(dice, sellerId, number));
};

const range = { from: '2026-03-15', to: '2026-04-20', timeZone: 'Europe/Berlin' };

const names = [
  'orders',
  'units',
  'grossSales',
  'discounts',
  'fees',
  'cancelled',
  'refunds',
  'returns',
  'disputesOpened',
  'disputesLost',
  'net',
];

type Sums = Record<string, number>;

/** Every figure that is not zero, by currency, day and name. Amounts in minor units. */
export function expected(stories: readonly Story[]): Sums {
  const sums: Sums = {};
  for (const { currency, day, figure, amount } of stories.flatMap(({ figures }) => figures)) {
    const key = `${currency} ${day} ${figure}`;
    sums[key] = (sums[key] ?? 0) + amount;
  }
  return Object.fromEntries(Object.entries(sums).filter(([, sum]) => sum !== 0));
}

// oxlint-disable-next-line typescript/no-explicit-any
const minorOf = (value: any): number => (typeof value === 'number' ? value : Number(value.amount.replace('.', '')));

export async function shown(graph: SalesScene, as: typeof seller): Promise<Sums> {
  const { currencies } = await graph.dashboard(range, { as });
  const sums: Sums = {};
  for (const { currency, periods } of currencies) {
    for (const { from, figures } of periods) {
      for (const name of names)
        if (minorOf(figures[name]) !== 0) sums[`${currency} ${from} ${name}`] = minorOf(figures[name]);
    }
  }
  return sums;
}
