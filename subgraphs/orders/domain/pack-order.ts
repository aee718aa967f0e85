import { chargeableStep } from '@soko/money';
import { lineTotal } from './line.ts';
import type { Order, OrderLine } from './order.ts';
import { roundHalfUp } from './round-half-up.ts';
import { taxOn } from './tax.ts';
import { totalsOf } from './totals.ts';

/** Packed quantity by line id. Lines that are missing here, such as digital goods, count as packed in full. */
export type Packed = ReadonlyMap<string, number>;

/** The line with its packed quantity; tax and fee follow from it. */
function packLine(line: OrderLine, packed: Packed, currency: string): OrderLine {
  const packedQuantity = Math.max(0, Math.min(line.quantity, packed.get(line.id) ?? line.quantity));
  const totalMinor = lineTotal({ ...line, packedQuantity });
  return {
    ...line,
    packedQuantity,
    taxMinor: taxOn(
      totalMinor,
      { basisPoints: line.taxBasisPoints, inclusive: line.taxInclusive },
      chargeableStep(currency),
    ),
    // The fee shrinks in proportion, so that the agreed rate stays the same.
    feeMinor: roundHalfUp(line.feeMinor * totalMinor, line.unitPriceMinor * BigInt(line.quantity)),
  };
}

/** The order with its packed quantities and totals. The delivery price stays the same. */
export function packOrder(order: Order, packed: Packed): Order {
  const lines = order.lines.map((line) => packLine(line, packed, order.currency));
  return {
    ...order,
    lines,
    ...totalsOf(lines, order.deliveryMinor),
    feeMinor: lines.reduce((all, { feeMinor }) => all + feeMinor, 0n),
  };
}
