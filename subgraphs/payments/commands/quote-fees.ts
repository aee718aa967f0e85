import { quoteFee, type FeeLine } from '../domain/quote-fee.ts';
import type { PaymentsServices } from '../services.ts';
import { findFeeRulesFor } from '../store/fee-rules.ts';

export interface QuotedOrder {
  orderKey: string;
  sellerId: string;
  currency: string;
  lines: readonly FeeLine[];
}

/** The marketplace fee of each line, in minor units, by order. */
export async function quoteFees(
  { pool, now }: Pick<PaymentsServices, 'pool' | 'now'>,
  orders: readonly QuotedOrder[],
): Promise<{ order: QuotedOrder; fees: bigint[] }[]> {
  const sellerIds = new Set(orders.map(({ sellerId }) => sellerId));
  const categoryIds = new Set(orders.flatMap(({ lines }) => lines.map(({ categoryId }) => categoryId)));
  const rules = await findFeeRulesFor(pool, [...sellerIds], [...categoryIds], now());
  return orders.map((order) => ({ order, fees: quoteFee(order, rules) }));
}
