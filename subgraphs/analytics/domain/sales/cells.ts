import type { OrderFacts } from './order-facts.ts';
import { quarterOf } from '../figures.ts';
import { type Figures, figuresOf, type Measure, measures, sumCells as sumOfCells } from './measures.ts';

/** What an order adds to one bucket: in all, or for one product. */
export interface Cell {
  /** Start of the bucket. */
  at: string;
  /** Null for the order in all. */
  productId: string | null;
  figures: Figures;
}

/** Orders that count: confirmed, and not ended without a sale. */
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

/** Orders that ended without a sale after they were confirmed. Attempts that were refused do not count at all. */
const cancelled: ReadonlySet<string> = new Set(['CANCELLED', 'PACKAGING_FAILED', 'RETURNED_TO_SENDER']);

const whole = (time: string, figures: Partial<Figures>): Cell => ({
  at: quarterOf(time),
  productId: null,
  figures: figuresOf(figures),
});

const unitsOf = (lines: readonly { units: number }[]): bigint =>
  BigInt(lines.reduce((sum, { units }) => sum + units, 0));

/**
 * What the seller keeps, from the ledger: for any order that was charged, also one that ended without a sale, whose fee may not go
 * back.
 */
const netCells = ({ order, postings }: OrderFacts): Cell[] =>
  Object.values(postings ?? {}).map(({ amountMinor, at, isSale }) =>
    whole(isSale && order !== null ? order.at : at, { net: BigInt(amountMinor) }),
  );

function orderCells({ order, refunds, returns, disputes }: OrderFacts): Cell[] {
  if (order === null) return [];
  if (cancelled.has(order.status)) return order.wasConfirmed ? [whole(order.at, { cancelled: 1n })] : [];
  if (!sold.has(order.status)) return [];
  const { at, lines } = order;
  const counted = Object.values(returns).filter(({ counts }) => counts);
  return [
    whole(at, {
      orders: 1n,
      units: unitsOf(lines),
      gross: BigInt(order.grossMinor),
      discounts: BigInt(order.discountMinor),
      fees: BigInt(order.feeMinor),
    }),
    ...lines.map(({ productId, units, grossMinor }) => ({
      at: quarterOf(at),
      productId,
      figures: figuresOf({ units: BigInt(units), gross: BigInt(grossMinor) }),
    })),
    ...Object.values(refunds).flatMap(({ at: madeAt, failedAt, amountMinor }) => {
      if (madeAt === null) return [];
      const made = whole(madeAt, { refunds: BigInt(amountMinor) });
      return failedAt === null ? [made] : [made, whole(failedAt, { refunds: -BigInt(amountMinor) })];
    }),
    ...counted.map((each) => whole(each.at, { returns: 1n })),
    ...Object.values(disputes).flatMap(({ at: openedAt, isLost, lostAt }) => [
      whole(openedAt, { disputes_opened: 1n }),
      ...(isLost && lostAt !== null ? [whole(lostAt, { disputes_lost: 1n })] : []),
    ]),
  ];
}

const keyOf = ({ at, productId }: Cell): string => `${at} ${productId ?? ''}`;

/** The sums of cells of one bucket and product. Those that are zero are left out. */
export const sumCells = (cells: readonly Cell[]): Cell[] => sumOfCells(cells, keyOf);

/**
 * What an order adds to the buckets. Before the order itself is known, only what the ledger says: the status of the order decides
 * what else counts.
 */
export const cellsOf = (facts: OrderFacts): Cell[] => sumCells([...orderCells(facts), ...netCells(facts)]);

const negate = (cell: Cell): Cell => ({
  ...cell,
  figures: Object.fromEntries(measures.map((measure) => [measure, -cell.figures[measure]])) as Figures,
});

/** What has to be added to the buckets when an order has other cells than before. */
export const differenceOf = (before: readonly Cell[], after: readonly Cell[]): Cell[] =>
  sumCells([...before.map(negate), ...after]);

/** A cell as JSON: only what is not zero, and amounts in strings. */
export type KeptCell = { at: string; product: string | null } & Partial<Record<Measure, string>>;

export const keepCell = ({ at, productId, figures }: Cell): KeptCell => ({
  at,
  product: productId,
  ...Object.fromEntries(
    measures.filter((measure) => figures[measure] !== 0n).map((measure) => [measure, figures[measure].toString()]),
  ),
});

export const readCell = ({ at, product, ...kept }: KeptCell): Cell => ({
  at,
  productId: product,
  figures: figuresOf(Object.fromEntries(Object.entries(kept).map(([measure, value]) => [measure, BigInt(value)]))),
});
