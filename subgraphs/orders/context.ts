import { hasRole, type RequestIdentity, userIdOf, type Viewer } from '@soko/auth';
import type { EventTrail } from '@soko/events';
import { lazy, trailOfRequest } from '@soko/subgraph';
import type DataLoader from 'dataloader';
import type { Cart } from './domain/cart.ts';
import type { GoodsPrices } from './domain/goods-prices.ts';
import type { Order } from './domain/order.ts';
import { createLoaders, type Loaders } from './loaders.ts';
import type { OrdersServices } from './services.ts';
import { findSellersOf } from './store/known-sellers.ts';
import { findStoresOf } from './store/offers/people.ts';
import { opensCheckout } from './tokens.ts';

/** Everything that one request may use. */
export interface OrdersContext extends OrdersServices {
  identity: RequestIdentity;
  viewer: Viewer;
  /** Origin of the events that this request causes. */
  trail: EventTrail;
  loaders: Loaders;
  /** Ids of the sellers that the viewer sells as. Read once per request, on first use. */
  sellerIds(): Promise<readonly string[]>;
  /** Ids of the stores in whose team the viewer is. Read once per request, on first use. */
  storeIds(): Promise<readonly string[]>;
  /** Prices of the goods of carts in this request. */
  goodsPrices: WeakMap<Cart, Promise<GoodsPrices>>;
  /** Loaders of order lists by their arguments. */
  orderListLoaders: Map<string, DataLoader<string, readonly Order[]>>;
  /** True when `token`, or the guest's token in the header of the request, opens the checkout. */
  opens(checkout: { id: string; tokenHash: string | null }, token?: string | null): boolean;
}

export function createOrdersContext(services: OrdersServices, identity: RequestIdentity): OrdersContext {
  const { viewer } = identity;
  const userId = userIdOf(viewer);
  let sellerIds: Promise<readonly string[]> | undefined;
  const storeIds = lazy(() => (userId === null ? Promise.resolve([]) : findStoresOf(services.db, userId)));
  const loaders = lazy(() => createLoaders(services, identity.correlationId));
  return {
    ...services,
    identity,
    viewer,
    trail: trailOfRequest(identity, services.now),
    get loaders() {
      return loaders();
    },
    sellerIds: () =>
      (sellerIds ??=
        userId !== null && hasRole(viewer, 'SELLER') ? findSellersOf(services.db, userId) : Promise.resolve([])),
    storeIds,
    goodsPrices: new WeakMap(),
    orderListLoaders: new Map(),
    opens: (checkout, token) =>
      [token, identity.guestToken].some((each) => opensCheckout(services.sealKeys, checkout, each)),
  };
}
