import type { EventsOf, ordersOrder } from '@soko/events';

export type OrderEvent = EventsOf<typeof ordersOrder>;
export type OrderInEvent = OrderEvent['data']['order'];

/** What became of the money of an order. */
export interface OrderMoney {
  /** Null until the buyer was charged. */
  capturedMinor: bigint | null;
  refundedMinor: bigint;
}

/** The goods of one store in an order. */
export interface PartOfOrder {
  storeId: string;
  currency: string;
  spentMinor: bigint;
  productIds: string[];
}

type Line = OrderInEvent['lines'][number];

function priceOf(line: Line): bigint {
  const price = BigInt(line.unitPrice.amountMinor) * BigInt(line.packedQuantity ?? line.quantity);
  const tax = line.taxIncluded ? 0n : BigInt(line.tax.amountMinor);
  const discounted = price + tax - BigInt(line.discount?.amountMinor ?? 0);
  return discounted > 0n ? discounted : 0n;
}

/**
 * The share of a price that the buyer paid and did not get back. Refunds of an order are shared out by the prices. Without a
 * known charge it is the total that was charged.
 */
function keptOf(price: bigint, total: bigint, { capturedMinor, refundedMinor }: OrderMoney): bigint {
  if (total <= 0n) return price;
  const kept = (capturedMinor ?? total) - refundedMinor;
  if (kept <= 0n) return 0n;
  return kept >= total ? price : (price * kept + total / 2n) / total;
}

/** The parts of an order that are of stores, in the order of their ids, so that two orders lock them alike. */
export function partsOfOrder({ lines, total }: OrderInEvent, money: OrderMoney): PartOfOrder[] {
  const storeIds = new Set(lines.flatMap(({ storeId }) => (storeId === null ? [] : [storeId])));
  return [...storeIds]
    .toSorted((one, other) => (one < other ? -1 : 1))
    .map((storeId) => {
      const own = lines.filter((line) => line.storeId === storeId);
      const price = own.reduce((sum, line) => sum + priceOf(line), 0n);
      return {
        storeId,
        currency: total.currency,
        spentMinor: keptOf(price, BigInt(total.amountMinor), money),
        productIds: [...new Set(own.map(({ productId }) => productId))],
      };
    });
}
