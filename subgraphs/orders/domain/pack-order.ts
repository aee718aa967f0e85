import { chargeableStep } from '@soko/money';
import { lineTotal } from './line.ts';
import type { Order, OrderLine } from './order.ts';
import { type Discount, sumOfDiscounts } from './promotions/promotion.ts';
import { splitWithin } from './promotions/split.ts';
import { roundHalfUp } from './round-half-up.ts';
import { taxOn } from './tax.ts';
import { totalsOf } from './totals.ts';

/** Packed quantity by line id. Lines that are missing here, such as digital goods, count as packed in full. */
export type Packed = ReadonlyMap<string, number>;

/**
 * Discounts of a line in proportion to its packed part, in amounts that can be charged. Rounded down together, so that a packed
 * piece costs no less than an ordered one.
 */
function packDiscounts(discounts: readonly Discount[], packed: bigint, ordered: bigint, step: bigint): Discount[] {
  const shares = discounts.map(({ amountMinor }) => ({ weight: amountMinor, room: amountMinor / step }));
  const parts = splitWithin((sumOfDiscounts(discounts) * packed) / (ordered * step), shares);
  return discounts.map((discount, at) => ({ ...discount, amountMinor: step * parts[at]! }));
}

/** The line with its packed quantity; discounts, tax and fee follow from it. */
function packLine(line: OrderLine, packed: Packed, currency: string): OrderLine {
  const packedQuantity = Math.max(0, Math.min(line.quantity, packed.get(line.id) ?? line.quantity));
  const step = chargeableStep(currency);
  const totalMinor = lineTotal({ ...line, packedQuantity });
  const orderedMinor = line.unitPriceMinor * BigInt(line.quantity);
  const discounts = packDiscounts(line.discounts, totalMinor, orderedMinor, step);
  const discountMinor = sumOfDiscounts(discounts);
  return {
    ...line,
    packedQuantity,
    taxMinor: taxOn(
      totalMinor - discountMinor,
      { basisPoints: line.taxBasisPoints, inclusive: line.taxInclusive },
      step,
    ),
    discountMinor,
    discounts,
    // The fee shrinks in proportion, so that the agreed rate stays the same.
    feeMinor: roundHalfUp(line.feeMinor * totalMinor, orderedMinor),
  };
}

/** The order with its packed quantities and totals. The delivery price stays the same. */
export function packOrder(order: Order, packed: Packed): Order {
  const lines = order.lines.map((line) => packLine(line, packed, order.currency));
  return {
    ...order,
    lines,
    ...totalsOf(lines, order.deliveryMinor, order.deliveryDiscounts),
    feeMinor: lines.reduce((all, { feeMinor }) => all + feeMinor, 0n),
  };
}
