import type { RequestIdentity, Viewer } from '@soko/auth';
import type { EventTrail } from '@soko/events';
import { trailOfRequest } from '@soko/subgraph';
import { createLoaders, type Loaders } from './loaders.ts';
import type { ChainServices } from './services.ts';

/** Everything that one request may use. */
export interface ChainContext extends ChainServices {
  viewer: Viewer;
  /** Who asks, for questions to other services in their name. */
  identity: RequestIdentity;
  /** Origin of the events that this request causes. */
  trail: EventTrail;
  loaders: Loaders;
}

export const createChainContext = (services: ChainServices, identity: RequestIdentity): ChainContext => ({
  ...services,
  viewer: identity.viewer,
  identity,
  trail: trailOfRequest(identity, services.now),
  loaders: createLoaders(services, identity.viewer),
});
