import type { RequestIdentity, Viewer } from '@soko/auth';
import type { EventTrail } from '@soko/events';
import { trailOfRequest } from '@soko/subgraph';
import { createLoaders, type Loaders } from './loaders.ts';
import type { PaymentsServices } from './services.ts';
import { findSellerIdsOf } from './store/sellers.ts';

/** Dependencies of one request. */
export interface PaymentsContext extends PaymentsServices {
  identity: RequestIdentity;
  viewer: Viewer;
  /** The trail of the events that this request causes. */
  trail: EventTrail;
  loaders: Loaders;
  /** Ids of the sellers that the viewer is, read once per request on the first call. */
  mySellerIds(): Promise<ReadonlySet<string>>;
}

export function createPaymentsContext(services: PaymentsServices, identity: RequestIdentity): PaymentsContext {
  const { viewer } = identity;
  let mine: Promise<ReadonlySet<string>> | undefined;
  return {
    ...services,
    identity,
    viewer,
    trail: trailOfRequest(identity, services.now),
    loaders: createLoaders(services),
    mySellerIds: () =>
      (mine ??= viewer.kind === 'user' ? findSellerIdsOf(services.db, viewer.id) : Promise.resolve(new Set<string>())),
  };
}
