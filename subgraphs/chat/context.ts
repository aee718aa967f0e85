import type { RequestIdentity, Viewer } from '@soko/auth';
import type { EventTrail } from '@soko/events';
import { lazy, trailOfRequest } from '@soko/subgraph';
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

export function createChatContext(services: ChatServices, identity: RequestIdentity): ChatContext {
  const loaders = lazy(() => createLoaders(services, identity.viewer));
  return {
    ...services,
    viewer: identity.viewer,
    identity,
    trail: trailOfRequest(identity, services.now),
    get loaders() {
      return loaders();
    },
  };
}
