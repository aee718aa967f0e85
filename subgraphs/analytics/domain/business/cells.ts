import type { Fact, Facts, Kind, OrderDetails } from './facts.ts';
import { quarterOf } from '../figures.ts';
import { type Figures, figuresOf, type Measure, measures, sumCells as sumOfCells } from './measures.ts';

/**
 * Lengths of buckets in minutes: the quarters of an hour of which the days of every time zone are made, and the hours and days of
 * UTC that save reading them one by one. 0 is the bucket of what has no time, such as the bets that are open now.
 */
export const sizes = [15, 60, 1_440] as const;

/** The whole platform, as the scope of a cell. Others are ids of stores. */
export const platform = '';

/** What an aggregate adds to the buckets of one scope at one time. */
export interface Cell {
  scope: string;
  /** Start of the quarter of an hour. Null for what has no time. */
  at: string | null;
  /** Empty for what is no money. */
  currency: string;
  figures: Figures;
}

type Things = Facts['said'];

const cell = (scope: string, { at, currency = '' }: Fact, figures: Partial<Figures>): Cell => ({
  scope,
  at: quarterOf(at),
  currency,
  figures: figuresOf(figures),
});

/** Orders that count as sold: confirmed, and not ended without a sale. */
const sold: ReadonlySet<string> = new Set([
  'CONFIRMED',
  'PACKAGING',
  'PACKAGED',
  'IN_DELIVERY',
  'DELIVERY_FAILED',
  'FULFILLED',
  'RETURN_REQUESTED',
  'RETURNED',
]);

/** The part of an order that one scope has: all of it, or the lines of a store. */
interface Part {
  scope: string;
  /** The part of an amount that belongs to it, by the prices of its lines. */
  of(amountMinor: bigint): bigint;
  feeMinor: bigint;
}

const partsOf = ({ grossMinor, feeMinor, stores }: OrderDetails): Part[] => [
  { scope: platform, of: (amount) => amount, feeMinor: BigInt(feeMinor) },
  ...Object.entries(stores).map(([scope, lines]) => ({
    scope,
    of: (amount: bigint) => (BigInt(grossMinor) === 0n ? 0n : (amount * BigInt(lines.grossMinor)) / BigInt(grossMinor)),
    feeMinor: BigInt(lines.feeMinor),
  })),
];

const saleOf = ({ grossMinor, discountMinor }: OrderDetails, { of, feeMinor }: Part): Partial<Figures> => ({
  orders_sold: 1n,
  gmv: of(BigInt(grossMinor)),
  discounts: of(BigInt(discountMinor)),
  fees: feeMinor,
});

const stepMeasures: Readonly<Record<string, Measure>> = {
  confirmed: 'orders_confirmed',
  fulfilled: 'orders_fulfilled',
  cancelled: 'orders_cancelled',
  failed: 'orders_failed',
};

const amountOf = ({ amountMinor = '0' }: Fact): bigint => BigInt(amountMinor);

/** What a fact beside the order itself adds to the figures of a part of it. */
function figuresBeside(name: string, fact: Fact, said: Things, { of }: Part): Partial<Figures> {
  const [kind, id] = name.split(':') as [string, string | undefined];
  const step = stepMeasures[kind];
  if (step !== undefined) return { [step]: 1n };
  switch (kind) {
    case 'captured':
      return { captured: of(amountOf(fact)) };
    case 'refund':
      return { refunds: of(amountOf(fact)) };
    case 'refund_failed': {
      // One that was refused at once moved nothing.
      const made = said[`refund:${id}`];
      return made === undefined ? {} : { refunds: -of(amountOf(made)) };
    }
    case 'dispute':
      return { disputes_opened: 1n };
    case 'dispute_end': {
      const lost = of(amountOf(fact));
      return { disputes_lost: lost, disputes_won: of(BigInt(fact.ofMinor ?? '0')) - lost };
    }
    default:
      return {};
  }
}

/** The order with its payments and disputes. Before the order is known, the whole platform has what is known. */
function orderCells(said: Things): Cell[] {
  const { order: fact, ...beside } = said;
  const details = fact?.order;
  const parts =
    details === undefined ? [{ scope: platform, of: (amount: bigint) => amount, feeMinor: 0n }] : partsOf(details);
  return parts.flatMap((part) => [
    ...(fact === undefined || details === undefined
      ? []
      : [
          cell(part.scope, fact, {
            orders_created: 1n,
            ...(sold.has(details.status) ? saleOf(details, part) : {}),
          }),
        ]),
    ...Object.entries(beside).map(([name, each]) => cell(part.scope, each, figuresBeside(name, each, said, part))),
  ]);
}

/** What the platform pays at most for the open stake of a bet. Events of early versions say only how much of the stake is open. */
function liabilityOf({ open, placed }: Things): bigint {
  if (open === undefined) return 0n;
  if (open.ofMinor === undefined) return amountOf(open);
  const stake = BigInt(open.ofMinor);
  return stake === 0n || placed === undefined ? 0n : (amountOf(placed) * amountOf(open)) / stake;
}

function betFigures(name: string, fact: Fact): Partial<Figures> {
  switch (name.split(':')[0]) {
    case 'placed':
      return { bets: 1n, stakes: BigInt(fact.ofMinor ?? '0') };
    case 'cancelled':
      return { stakes: -amountOf(fact) };
    case 'ended':
      return { settled_stakes: BigInt(fact.ofMinor ?? '0'), bet_payouts: amountOf(fact) };
    default:
      return {};
  }
}

const betCells = (said: Things): Cell[] => [
  ...Object.entries(said).map(([name, fact]) => cell(platform, fact, betFigures(name, fact))),
  {
    scope: platform,
    at: null,
    currency: said['open']?.currency ?? '',
    figures: figuresOf({ open_liability: liabilityOf(said) }),
  },
];

const payoutCells = (said: Things): Cell[] =>
  Object.entries(said).map(([name, fact]) =>
    cell(platform, fact, { payouts: name.startsWith('paid:') ? amountOf(fact) : -amountOf(fact) }),
  );

const mintCells = (said: Things): Cell[] =>
  Object.entries(said).flatMap(([name, fact]) =>
    [platform, fact.storeId ?? platform]
      .filter((scope, at, all) => all.indexOf(scope) === at)
      .map((scope) => cell(scope, fact, { [name === 'minted' ? 'mints' : 'mints_failed']: amountOf(fact) })),
  );

const claimCells = (said: Things): Cell[] =>
  Object.values(said).flatMap((fact) =>
    [platform, fact.storeId ?? platform]
      .filter((scope, at, all) => all.indexOf(scope) === at)
      .map((scope) => cell(scope, fact, { claims: 1n })),
  );

const depositCells = (said: Things): Cell[] =>
  Object.values(said).map((fact) => cell(platform, fact, { deposits: amountOf(fact) }));

/** A message that was given up and sent again by people was sent. */
const messageCells = (said: Things): Cell[] =>
  Object.values(said).map((fact) =>
    cell(platform, fact, amountOf(fact) === 0n ? { messages_failed: 1n } : { messages_sent: 1n }),
  );

const keyOf = ({ scope, at, currency }: Cell): string => `${scope} ${at ?? ''} ${currency}`;

/** The sums of cells of one scope, time and currency, in a fixed order. Those that are zero are left out. */
export const sumCells = (cells: readonly Cell[]): Cell[] => sumOfCells(cells, keyOf);

const cellsByKind: Readonly<Record<Kind, (said: Things) => Cell[]>> = {
  order: orderCells,
  bet: betCells,
  payout: payoutCells,
  mint: mintCells,
  claim: claimCells,
  deposit: depositCells,
  message: messageCells,
};

/** What an aggregate adds to the buckets. */
export const cellsOf = ({ kind, said }: Facts): Cell[] => sumCells(cellsByKind[kind](said));

const negate = (each: Cell): Cell => ({
  ...each,
  figures: Object.fromEntries(measures.map((measure) => [measure, -each.figures[measure]])) as Figures,
});

/** What has to be added to the buckets when aggregates have other cells than before. */
export const differenceOf = (changes: readonly { before: readonly Cell[]; after: readonly Cell[] }[]): Cell[] =>
  sumCells(changes.flatMap(({ before, after }) => [...before.map(negate), ...after]));

/** A cell as JSON: only what is not zero, and amounts in strings. */
export type KeptCell = { scope: string; at: string | null; currency: string } & Partial<Record<Measure, string>>;

export const keepCell = ({ figures, ...rest }: Cell): KeptCell => ({
  ...rest,
  ...Object.fromEntries(
    measures.filter((measure) => figures[measure] !== 0n).map((measure) => [measure, figures[measure].toString()]),
  ),
});

export const readCell = ({ scope, at, currency, ...kept }: KeptCell): Cell => ({
  scope,
  at,
  currency,
  figures: figuresOf(Object.fromEntries(Object.entries(kept).map(([measure, value]) => [measure, BigInt(value)]))),
});

/** A bucket: a cell with the length of its time, 0 for what has none. */
export interface BucketChange extends Omit<Cell, 'at'> {
  size: number;
  at: Date;
}

const startOf = (at: string, size: number): Date =>
  new Date(Math.floor(Date.parse(at) / (size * 60_000)) * size * 60_000);

/** What cells add to buckets of all lengths: one entry for each bucket. */
export function bucketChanges(cells: readonly Cell[]): BucketChange[] {
  const timed = cells.filter(({ at }) => at !== null);
  return [
    ...cells.filter(({ at }) => at === null).map((each) => ({ ...each, size: 0, at: new Date(0) })),
    ...sizes.flatMap((size) =>
      sumCells(timed.map((each) => ({ ...each, at: startOf(each.at!, size).toISOString() }))).map((each) => ({
        ...each,
        size,
        at: new Date(each.at!),
      })),
    ),
  ];
}

/** A time at which a person placed a bet. */
export interface PlayerVisit {
  player: string;
  at: string;
}

/** The bets that are new: those that had no stake before. */
export const newVisits = (changes: readonly { facts: Facts; before: readonly Cell[] }[]): PlayerVisit[] =>
  changes.flatMap(({ facts: { said }, before }) => {
    const { placed } = said;
    if (placed?.player === undefined || before.some(({ figures }) => figures.bets > 0n)) return [];
    return [{ player: placed.player, at: quarterOf(placed.at) }];
  });
