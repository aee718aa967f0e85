import type { RequestIdentity, Viewer } from '@soko/auth';
import type { EventTrail } from '@soko/events';
import { trailOfRequest } from '@soko/subgraph';
import { createLoaders, type Loaders } from './loaders.ts';
import type { WalletsServices } from './services.ts';

/** Everything that one request may use. */
export interface WalletsContext extends WalletsServices {
  viewer: Viewer;
  /** Origin of the events that this request causes. */
  trail: EventTrail;
  loaders: Loaders;
}

export const createWalletsContext = (services: WalletsServices, identity: RequestIdentity): WalletsContext => ({
  ...services,
  viewer: identity.viewer,
  trail: trailOfRequest(identity, services.now),
  loaders: createLoaders(services),
});
