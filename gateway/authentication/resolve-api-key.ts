import { createHash } from 'node:crypto';
import { type ClientViewer, type Scope, scopes, serviceIdentity } from '@soko/auth';
import { createPeer, type SubgraphTransport } from '@soko/subgraph';
import { gatewayApiKeyViewer, type GatewayApiKeyViewerData } from '../generated/peers/users.ts';
import { createRecent } from './recent.ts';

/** The API keys of stores. */
export interface ApiKeys {
  /** The viewer that a key authenticates: its store and scopes. Null for a key that does not work. */
  resolve(key: string, correlationId: string): Promise<ClientViewer | null>;
  /** Forgets cached keys, because they or their stores have changed. */
  forget(concerns: (viewer: ClientViewer) => boolean): void;
}

/** Time for which a key is cached. A revoked key is forgotten earlier: see `follow-ended-access.ts`. */
const cacheMs = 30_000;

const toViewer = ({ id, storeId, scopes: named }: NonNullable<GatewayApiKeyViewerData['apiKeyViewer']>) => ({
  kind: 'apiKey' as const,
  id,
  storeId,
  scopes: scopes.filter((scope: Scope) => named.includes(scope)),
});

/** Asks the users subgraph, by a query that is not part of the public graph. Throws when users does not respond. */
export function createApiKeys(users: SubgraphTransport): ApiKeys {
  const ask = createPeer('users', users);
  const recent = createRecent<ClientViewer | null>(10_000);
  /** An answer that was asked for before something ended is not cached. */
  let endings = 0;
  return {
    async resolve(key, correlationId) {
      const digest = createHash('sha256').update(key).digest('base64');
      const known = recent.get(digest);
      if (known !== undefined) return known;
      const endingsBefore = endings;
      const { apiKeyViewer } = await ask(gatewayApiKeyViewer, { key }, serviceIdentity('gateway', correlationId));
      const viewer = apiKeyViewer && toViewer(apiKeyViewer);
      const remainingMs = apiKeyViewer?.expiresAt ? Date.parse(apiKeyViewer.expiresAt) - Date.now() : cacheMs;
      if (endings === endingsBefore) recent.set(digest, viewer, Math.min(cacheMs, remainingMs));
      return viewer;
    },
    forget(concerns) {
      endings += 1;
      recent.forget((viewer) => viewer !== null && concerns(viewer));
    },
  };
}
