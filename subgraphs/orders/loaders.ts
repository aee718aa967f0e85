import DataLoader from 'dataloader';
import type { VariantFacts } from './domain/line.ts';
import type { HistoryEntry, Order } from './domain/order.ts';
import type { Checkout } from './domain/purchase.ts';
import type { OrdersServices } from './services.ts';
import { findHistories, findOrders, findOrdersOf } from './store/find-orders.ts';
import { findCheckouts } from './store/find-purchases.ts';

export interface Loaders {
  /** What is sold under an id today; null when it is not shown to the public. */
  facts: DataLoader<string, VariantFacts | null>;
  /** Whether the viewer may see it is for the caller to decide: see `visibleOrder`. */
  order: DataLoader<string, Order | null>;
  ordersOf: DataLoader<string, readonly Order[]>;
  history: DataLoader<string, readonly HistoryEntry[]>;
  checkout: DataLoader<string, Checkout | null>;
}

const from = <Value>(find: (ids: readonly string[]) => Promise<ReadonlyMap<string, Value>>, missing: Value) =>
  new DataLoader<string, Value>(async (ids) => {
    const found = await find(ids);
    return ids.map((id) => found.get(id) ?? missing);
  });

/** Made anew for each request: what one request asks for together costs one statement, or one question. */
export const createLoaders = ({ pool, products }: OrdersServices, correlationId: string): Loaders => ({
  facts: new DataLoader((ids) => products.variantFacts(ids, correlationId)),
  order: from<Order | null>((ids) => findOrders(pool, ids), null),
  ordersOf: from<readonly Order[]>((ids) => findOrdersOf(pool, ids), []),
  history: from<readonly HistoryEntry[]>((ids) => findHistories(pool, ids), []),
  checkout: from<Checkout | null>((ids) => findCheckouts(pool, ids), null),
});
