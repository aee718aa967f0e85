import { hasRole, type RequestIdentity, userIdOf, type Viewer } from '@soko/auth';
import type { EventTrail } from '@soko/events';
import { trailOfRequest } from '@soko/subgraph';
import type DataLoader from 'dataloader';
import type { Order } from './domain/order.ts';
import { createLoaders, type Loaders } from './loaders.ts';
import type { OrdersServices } from './services.ts';
import { sellersOf } from './store/known-sellers.ts';

/** What one request may touch. */
export interface OrdersContext extends OrdersServices {
  identity: RequestIdentity;
  viewer: Viewer;
  /** Where the events of this request come from. */
  trail: EventTrail;
  loaders: Loaders;
  /** The sellers that the viewer is; read once a request, and only when somebody asks. */
  sellers(): Promise<readonly string[]>;
  /** Pages of what people bought, by what was asked of them. */
  ordersOfBuyers: Map<string, DataLoader<string, readonly Order[]>>;
  /** Checkouts that a guest has opened with a token in this request. */
  opened: Set<string>;
}

export function createOrdersContext(services: OrdersServices, identity: RequestIdentity): OrdersContext {
  const { viewer } = identity;
  const userId = userIdOf(viewer);
  let sellers: Promise<readonly string[]> | undefined;
  return {
    ...services,
    identity,
    viewer,
    trail: trailOfRequest(identity, services.now),
    loaders: createLoaders(services, identity.correlationId),
    sellers: () =>
      (sellers ??=
        userId !== null && hasRole(viewer, 'SELLER') ? sellersOf(services.pool, userId) : Promise.resolve([])),
    ordersOfBuyers: new Map(),
    opened: new Set(),
  };
}
