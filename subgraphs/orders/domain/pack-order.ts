import { lineTotal } from './line.ts';
import type { Order, OrderLine } from './order.ts';
import { roundHalfUp } from './round-half-up.ts';
import { taxOn } from './tax.ts';
import { totalsOf } from './totals.ts';

/** How much of an order's lines is in the package, by line. Lines it does not name, such as digital goods, are whole. */
export type Packed = ReadonlyMap<string, number>;

/** A line with what was packed of it: price, tax and fee follow. */
function packLine(line: OrderLine, packed: Packed): OrderLine {
  const packedQuantity = Math.max(0, Math.min(line.quantity, packed.get(line.id) ?? line.quantity));
  const totalMinor = lineTotal({ ...line, packedQuantity });
  return {
    ...line,
    packedQuantity,
    taxMinor: taxOn(totalMinor, { basisPoints: line.taxBasisPoints, inclusive: line.taxInclusive }),
    // In proportion, so that what was agreed on stays agreed on.
    feeMinor: roundHalfUp(line.feeMinor * totalMinor, line.unitPriceMinor * BigInt(line.quantity)),
  };
}

/** The order for what was packed of it. Delivery costs what it cost. */
export function packOrder(order: Order, packed: Packed): Order {
  const lines = order.lines.map((line) => packLine(line, packed));
  return {
    ...order,
    lines,
    ...totalsOf(lines, order.deliveryMinor),
    feeMinor: lines.reduce((all, { feeMinor }) => all + feeMinor, 0n),
  };
}
