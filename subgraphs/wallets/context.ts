import type { RequestIdentity, Viewer } from '@soko/auth';
import type { EventTrail } from '@soko/events';
import { lazy, trailOfRequest } from '@soko/subgraph';
import { createLoaders, type Loaders } from './loaders.ts';
import type { WalletsServices } from './services.ts';

/** Everything that one request may use. */
export interface WalletsContext extends WalletsServices {
  viewer: Viewer;
  /** Origin of the events that this request causes. */
  trail: EventTrail;
  loaders: Loaders;
}

export function createWalletsContext(services: WalletsServices, identity: RequestIdentity): WalletsContext {
  const loaders = lazy(() => createLoaders(services));
  return {
    ...services,
    viewer: identity.viewer,
    trail: trailOfRequest(identity, services.now),
    get loaders() {
      return loaders();
    },
  };
}
