import type { RequestIdentity, Viewer } from '@soko/auth';
import type { EventTrail } from '@soko/events';
import { trailOfRequest } from '@soko/subgraph';
import { createLoaders, type Loaders } from './loaders.ts';
import type { ChainServices } from './services.ts';

/** Everything that one request may use. */
export interface ChainContext extends ChainServices {
  viewer: Viewer;
  /** Origin of the events that this request causes. */
  trail: EventTrail;
  loaders: Loaders;
}

export const createChainContext = (services: ChainServices, identity: RequestIdentity): ChainContext => ({
  ...services,
  viewer: identity.viewer,
  trail: trailOfRequest(identity, services.now),
  loaders: createLoaders(services),
});
