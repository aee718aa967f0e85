import { lineTotal } from './line.ts';
import { type Discount, sumOfDiscounts } from './promotions/promotion.ts';

/** Totals of an order, in minor units. `totalMinor` = items + delivery + tax − discount. */
export interface Totals {
  itemsMinor: bigint;
  deliveryMinor: bigint;
  /** Tax added to the prices. */
  taxMinor: bigint;
  /** Tax included in the prices. */
  taxIncludedMinor: bigint;
  discountMinor: bigint;
  totalMinor: bigint;
}

interface Taxed {
  unitPriceMinor: bigint;
  quantity: number;
  packedQuantity?: number | null;
  taxMinor: bigint;
  taxInclusive: boolean;
  discountMinor: bigint;
}

const sumOf = (amounts: readonly bigint[]): bigint => amounts.reduce((all, each) => all + each, 0n);

/** The totals of lines that are delivered together: exact sums of the lines, with the discounts of the delivery. */
export function totalsOf(
  lines: readonly Taxed[],
  deliveryMinor: bigint,
  deliveryDiscounts: readonly Pick<Discount, 'amountMinor'>[] = [],
): Totals {
  const taxes = (inclusive: boolean): bigint =>
    sumOf(lines.filter((line) => line.taxInclusive === inclusive).map((line) => line.taxMinor));
  const itemsMinor = sumOf(lines.map(lineTotal));
  const taxMinor = taxes(false);
  const discountMinor = sumOf(lines.map((line) => line.discountMinor)) + sumOfDiscounts(deliveryDiscounts);
  return {
    itemsMinor,
    deliveryMinor,
    taxMinor,
    taxIncludedMinor: taxes(true),
    discountMinor,
    totalMinor: itemsMinor + deliveryMinor + taxMinor - discountMinor,
  };
}

/** The totals of several orders together. */
export const addTotals = (all: readonly Totals[]): Totals => ({
  itemsMinor: sumOf(all.map((each) => each.itemsMinor)),
  deliveryMinor: sumOf(all.map((each) => each.deliveryMinor)),
  taxMinor: sumOf(all.map((each) => each.taxMinor)),
  taxIncludedMinor: sumOf(all.map((each) => each.taxIncludedMinor)),
  discountMinor: sumOf(all.map((each) => each.discountMinor)),
  totalMinor: sumOf(all.map((each) => each.totalMinor)),
});
