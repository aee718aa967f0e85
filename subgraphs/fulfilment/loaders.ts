import { loader } from '@soko/subgraph';
import type DataLoader from 'dataloader';
import type { Delivery, TrackingEvent } from './domain/delivery.ts';
import type { Packaging } from './domain/packaging.ts';
import type { StatusChange } from './domain/statuses.ts';
import type { StockItem } from './domain/stock-item.ts';
import type { CataloguedVariant } from './domain/variant.ts';
import type { FulfilmentServices } from './services.ts';
import { findDeliveries, findDeliveriesOf, findTrackingEvents } from './store/find-deliveries.ts';
import { findPackagings, findPackagingsOf } from './store/find-packagings.ts';
import { findVariants } from './store/known-variants.ts';
import { findStatusChanges } from './store/status-changes.ts';
import {
  type Availability,
  findAvailable,
  findAvailableOfProducts,
  findStockItems,
  findStockOfVariants,
} from './store/stock-items.ts';

export interface Loaders {
  available: DataLoader<string, Availability | null>;
  /** Null for digital goods. */
  availableOfProduct: DataLoader<string, Availability | null>;
  stockItem: DataLoader<string, StockItem | null>;
  stockOfVariant: DataLoader<string, StockItem | null>;
  packaging: DataLoader<string, Packaging | null>;
  packagingOfOrder: DataLoader<string, Packaging | null>;
  delivery: DataLoader<string, Delivery | null>;
  deliveryOfOrder: DataLoader<string, Delivery | null>;
  tracking: DataLoader<string, readonly TrackingEvent[]>;
  history: DataLoader<string, readonly StatusChange[]>;
  variant: DataLoader<string, CataloguedVariant | null>;
}

/** Loaders of one request: values that are asked for together are read in one statement. */
export const createLoaders = ({ db, pool }: Pick<FulfilmentServices, 'db' | 'pool'>): Loaders => ({
  available: loader<Availability | null>((ids) => findAvailable(pool, ids), null),
  availableOfProduct: loader<Availability | null>((ids) => findAvailableOfProducts(pool, ids), null),
  stockItem: loader<StockItem | null>((ids) => findStockItems(db, ids), null),
  stockOfVariant: loader<StockItem | null>((ids) => findStockOfVariants(db, ids), null),
  packaging: loader<Packaging | null>((ids) => findPackagings(pool, ids), null),
  packagingOfOrder: loader<Packaging | null>((ids) => findPackagingsOf(pool, ids), null),
  delivery: loader<Delivery | null>((ids) => findDeliveries(pool, ids), null),
  deliveryOfOrder: loader<Delivery | null>((ids) => findDeliveriesOf(pool, ids), null),
  tracking: loader<readonly TrackingEvent[]>((ids) => findTrackingEvents(db, ids), []),
  history: loader<readonly StatusChange[]>((ids) => findStatusChanges(db, ids), []),
  variant: loader<CataloguedVariant | null>((ids) => findVariants(pool, ids), null),
});
