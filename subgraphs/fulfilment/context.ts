import type { RequestIdentity, Viewer } from '@soko/auth';
import type { EventTrail } from '@soko/events';
import { trailOfRequest } from '@soko/subgraph';
import type pg from 'pg';
import type { Rights } from './domain/rights.ts';
import { createLoaders, type Loaders } from './loaders.ts';
import type { DeliveryRates } from './store/delivery-rates.ts';
import { findRights } from './store/find-rights.ts';

/** What the subgraph holds as long as it is open. */
export interface FulfilmentServices {
  pool: pg.Pool;
  rates: DeliveryRates;
  /** So many or fewer are few. */
  lowAt: number;
  now: () => Date;
}

/** What one request may touch. */
export interface FulfilmentContext extends FulfilmentServices {
  identity: RequestIdentity;
  viewer: Viewer;
  /** Where the events of this request come from. */
  trail: EventTrail;
  loaders: Loaders;
  /** Whose goods the viewer may look after; read once a request, and only when somebody asks. */
  rights(): Promise<Rights>;
}

/** Other services ask without a viewer; what they cause is theirs. */
const trailFor = (identity: RequestIdentity, now: () => Date): EventTrail => {
  const trail = trailOfRequest(identity, now);
  const [kind, name] = identity.clientAddress.split(':', 2);
  return kind === 'service' && name !== undefined ? { ...trail, actor: { kind: 'service', id: name } } : trail;
};

export function createFulfilmentContext(services: FulfilmentServices, identity: RequestIdentity): FulfilmentContext {
  let rights: Promise<Rights> | undefined;
  return {
    ...services,
    identity,
    viewer: identity.viewer,
    trail: trailFor(identity, services.now),
    loaders: createLoaders(services.pool),
    rights: () => (rights ??= findRights(services.pool, identity.viewer)),
  };
}
