import DataLoader from 'dataloader';
import type pg from 'pg';
import type { Delivery, TrackingEvent } from './domain/delivery.ts';
import type { Packaging } from './domain/packaging.ts';
import type { StatusChange } from './domain/status-change.ts';
import type { StockItem } from './domain/stock-item.ts';
import type { KnownVariant } from './domain/variant.ts';
import { findDeliveries, findDeliveriesOf, findTrackingEvents } from './store/find-deliveries.ts';
import { findPackagings, findPackagingsOf } from './store/find-packagings.ts';
import { findVariants } from './store/known-variants.ts';
import { findStatusChanges } from './store/note-status.ts';
import { findAvailable, findAvailableOfProducts, findStockItems, findStockOfVariants } from './store/stock-items.ts';

export interface Loaders {
  available: DataLoader<string, number | null>;
  /** Null for what is not kept in stock. */
  availableOfProduct: DataLoader<string, number | null>;
  stockItem: DataLoader<string, StockItem | null>;
  stockOfVariant: DataLoader<string, StockItem | null>;
  packaging: DataLoader<string, Packaging | null>;
  packagingOfOrder: DataLoader<string, Packaging | null>;
  delivery: DataLoader<string, Delivery | null>;
  deliveryOfOrder: DataLoader<string, Delivery | null>;
  tracking: DataLoader<string, readonly TrackingEvent[]>;
  history: DataLoader<string, readonly StatusChange[]>;
  variant: DataLoader<string, KnownVariant | null>;
}

/** A loader over a store function that answers a map; what it lacks is `missing`. */
const from = <Value>(find: (ids: readonly string[]) => Promise<ReadonlyMap<string, Value>>, missing: Value) =>
  new DataLoader<string, Value>(async (ids) => {
    const found = await find(ids);
    return ids.map((id) => found.get(id) ?? missing);
  });

/** Made anew for each request: what one request asks for together costs one statement. */
export const createLoaders = (pool: pg.Pool): Loaders => ({
  available: from<number | null>((ids) => findAvailable(pool, ids), null),
  availableOfProduct: from<number | null>((ids) => findAvailableOfProducts(pool, ids), null),
  stockItem: from<StockItem | null>((ids) => findStockItems(pool, ids), null),
  stockOfVariant: from<StockItem | null>((ids) => findStockOfVariants(pool, ids), null),
  packaging: from<Packaging | null>((ids) => findPackagings(pool, ids), null),
  packagingOfOrder: from<Packaging | null>((ids) => findPackagingsOf(pool, ids), null),
  delivery: from<Delivery | null>((ids) => findDeliveries(pool, ids), null),
  deliveryOfOrder: from<Delivery | null>((ids) => findDeliveriesOf(pool, ids), null),
  tracking: from<readonly TrackingEvent[]>((ids) => findTrackingEvents(pool, ids), []),
  history: from<readonly StatusChange[]>((ids) => findStatusChanges(pool, ids), []),
  variant: from<KnownVariant | null>((ids) => findVariants(pool, ids), null),
});
