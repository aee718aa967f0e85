import type { RequestIdentity, Viewer } from '@soko/auth';
import type { EventTrail } from '@soko/events';
import { lazy, trailOfRequest } from '@soko/subgraph';
import { createLoaders, type Loaders } from './loaders.ts';
import type { UsersServices } from './services.ts';

/** The services and the facts of one request. */
export interface UsersContext extends UsersServices {
  identity: RequestIdentity;
  viewer: Viewer;
  /** Origin of the events of this request. */
  trail: EventTrail;
  loaders: Loaders;
  /** Users who have logged in with this request. They see their own private data in its result. */
  authenticated: Set<string>;
}

export function createUsersContext(services: UsersServices, identity: RequestIdentity): UsersContext {
  const loaders = lazy(() => createLoaders(services, identity.viewer));
  return {
    ...services,
    identity,
    viewer: identity.viewer,
    trail: trailOfRequest(identity, services.now),
    get loaders() {
      return loaders();
    },
    authenticated: new Set(),
  };
}
