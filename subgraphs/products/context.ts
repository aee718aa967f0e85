import type { RequestIdentity, Viewer } from '@soko/auth';
import type { EventTrail } from '@soko/events';
import { lazy, trailOfRequest } from '@soko/subgraph';
import type { Rights } from './domain/rights.ts';
import { createLoaders, type Loaders } from './loaders.ts';
import type { ProductsServices } from './services.ts';
import { findRights } from './store/find-rights.ts';

/** What one request may use. */
export interface ProductsContext extends ProductsServices {
  viewer: Viewer;
  identity: RequestIdentity;
  /** Correlation id and actor of the events that this request causes. */
  trail: EventTrail;
  loaders: Loaders;
  /** Rights of the viewer in the catalogue. The first call of a request reads them. */
  rights(): Promise<Rights>;
}

export function createProductsContext(services: ProductsServices, identity: RequestIdentity): ProductsContext {
  let rights: Promise<Rights> | undefined;
  const loaders = lazy(() => createLoaders(services));
  return {
    ...services,
    viewer: identity.viewer,
    identity,
    trail: trailOfRequest(identity, services.now),
    get loaders() {
      return loaders();
    },
    rights: () => (rights ??= findRights(services.pool, identity.viewer)),
  };
}
