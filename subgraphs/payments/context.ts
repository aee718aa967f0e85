import type { RequestIdentity, Viewer } from '@soko/auth';
import type { EventTrail } from '@soko/events';
import { lazy, trailOfRequest } from '@soko/subgraph';
import { createLoaders, type Loaders } from './loaders.ts';
import type { PaymentsServices } from './services.ts';
import { findSellersOf } from './store/sellers.ts';

/** Dependencies of one request. */
export interface PaymentsContext extends PaymentsServices {
  identity: RequestIdentity;
  viewer: Viewer;
  /** The trail of the events that this request causes. */
  trail: EventTrail;
  loaders: Loaders;
  /** Statuses of the sellers that the viewer is, by id; read once per request on the first call. */
  mySellers(): Promise<ReadonlyMap<string, string>>;
}

export function createPaymentsContext(services: PaymentsServices, identity: RequestIdentity): PaymentsContext {
  const { viewer } = identity;
  let mine: Promise<ReadonlyMap<string, string>> | undefined;
  const loaders = lazy(() => createLoaders(services));
  return {
    ...services,
    identity,
    viewer,
    trail: trailOfRequest(identity, services.now),
    get loaders() {
      return loaders();
    },
    mySellers: () =>
      (mine ??= viewer.kind === 'user' ? findSellersOf(services.db, viewer.id) : Promise.resolve(new Map())),
  };
}
