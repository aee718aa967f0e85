import type { RequestIdentity, Viewer } from '@soko/auth';
import type { EventTrail } from '@soko/events';
import { trailOfRequest } from '@soko/subgraph';
import { createLoaders, type Loaders } from './loaders.ts';
import type { PaymentsServices } from './services.ts';
import { sellersOf } from './store/sellers.ts';

/** What one request may touch. */
export interface PaymentsContext extends PaymentsServices {
  identity: RequestIdentity;
  viewer: Viewer;
  /** Where the events of this request come from. */
  trail: EventTrail;
  loaders: Loaders;
  /** The sellers that the viewer is; read once a request, and only when somebody asks. */
  mySellers(): Promise<ReadonlySet<string>>;
}

/** Services act for nobody: what they cause is told as theirs. */
function trailOf(identity: RequestIdentity, now: () => Date): EventTrail {
  const trail = trailOfRequest(identity, now);
  const [kind, name] = identity.clientAddress.split(':');
  return kind === 'service' && name ? { ...trail, actor: { kind: 'service', id: name } } : trail;
}

export function createPaymentsContext(services: PaymentsServices, identity: RequestIdentity): PaymentsContext {
  const { viewer } = identity;
  let mine: Promise<ReadonlySet<string>> | undefined;
  return {
    ...services,
    identity,
    viewer,
    trail: trailOf(identity, services.now),
    loaders: createLoaders(services),
    mySellers: () =>
      (mine ??= viewer.kind === 'user' ? sellersOf(services.pool, viewer.id) : Promise.resolve(new Set<string>())),
  };
}
