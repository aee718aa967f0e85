import type { RequestIdentity, Viewer } from '@soko/auth';
import type { EventTrail } from '@soko/events';
import { lazy, trailOfRequest } from '@soko/subgraph';
import type { Rights } from './domain/may-see.ts';
import { createLoaders, type Loaders } from './loaders.ts';
import type { FulfilmentServices } from './services.ts';
import { findRights } from './store/find-rights.ts';

/** Everything one request may use. */
export interface FulfilmentContext extends FulfilmentServices {
  viewer: Viewer;
  requestId: string;
  /** Origin of the events that this request causes. */
  trail: EventTrail;
  loaders: Loaders;
  /** The goods that the viewer may see and manage. Read at most once a request, on first use. */
  rights(): Promise<Rights>;
}

export function createFulfilmentContext(services: FulfilmentServices, identity: RequestIdentity): FulfilmentContext {
  const { viewer } = identity;
  let rights: Promise<Rights> | undefined;
  const loaders = lazy(() => createLoaders(services));
  return {
    ...services,
    viewer,
    requestId: identity.requestId,
    trail: trailOfRequest(identity, services.now),
    get loaders() {
      return loaders();
    },
    rights: () => (rights ??= findRights(services.pool, viewer)),
  };
}
