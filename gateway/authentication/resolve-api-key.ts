import { createHash } from 'node:crypto';
import { type ClientViewer, type Scope, scopes, serviceIdentity } from '@soko/auth';
import { createPeer, type SubgraphTransport } from '@soko/subgraph';
import { gatewayApiKeyViewer, type GatewayApiKeyViewerData } from '../generated/peers/users.ts';
import { createRecent } from './recent.ts';

/** Finds the viewer that an API key authenticates: its store and scopes. Null for an unknown or revoked key. */
export type ResolveApiKey = (key: string, correlationId: string) => Promise<ClientViewer | null>;

/** Time for which a key is cached, and so the longest time that a revoked key still works. */
const cacheMs = 30_000;

const toViewer = ({ id, storeId, scopes: named }: NonNullable<GatewayApiKeyViewerData['apiKeyViewer']>) => ({
  kind: 'apiKey' as const,
  id,
  storeId,
  scopes: scopes.filter((scope: Scope) => named.includes(scope)),
});

/** Asks the users subgraph, by a query that is not part of the public graph. Throws when users does not respond. */
export function createApiKeyResolver(users: SubgraphTransport): ResolveApiKey {
  const ask = createPeer('users', users);
  const recent = createRecent<ClientViewer | null>(10_000);
  return async (key, correlationId) => {
    const digest = createHash('sha256').update(key).digest('base64');
    const known = recent.get(digest);
    if (known !== undefined) return known;
    const { apiKeyViewer } = await ask(gatewayApiKeyViewer, { key }, serviceIdentity('gateway', correlationId));
    const viewer = apiKeyViewer && toViewer(apiKeyViewer);
    recent.set(digest, viewer, cacheMs);
    return viewer;
  };
}
