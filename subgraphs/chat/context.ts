import type { RequestIdentity, Viewer } from '@soko/auth';
import type { EventTrail } from '@soko/events';
import { trailOfRequest } from '@soko/subgraph';
import { createLoaders, type Loaders } from './loaders.ts';
import type { ChatServices } from './services.ts';

/** Everything that one request may use. */
export interface ChatContext extends ChatServices {
  viewer: Viewer;
  identity: RequestIdentity;
  /** Origin of the events that this request causes. */
  trail: EventTrail;
  loaders: Loaders;
}

export const createChatContext = (services: ChatServices, identity: RequestIdentity): ChatContext => ({
  ...services,
  viewer: identity.viewer,
  identity,
  trail: trailOfRequest(identity, services.now),
  loaders: createLoaders(services, identity.viewer),
});
