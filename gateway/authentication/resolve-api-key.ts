import { createHash } from 'node:crypto';
import { type ClientViewer, type Scope, scopes, serviceIdentity } from '@soko/auth';
import type { SubgraphTransport } from '@soko/subgraph';
import { createRecent } from './recent.ts';

/** Answers which store's key this is and what it may do, or null for one that is unknown or revoked. */
export type ResolveApiKey = (key: string, correlationId: string) => Promise<ClientViewer | null>;

/** How long a revoked key may still work. */
const rememberedMs = 30_000;

const query = 'query ApiKeyViewer($key: String!) { apiKeyViewer(key: $key) { id storeId scopes } }';

interface ApiKeyViewer {
  id: string;
  storeId: string;
  scopes: string[];
}

const toViewer = ({ id, storeId, scopes: named }: ApiKeyViewer): ClientViewer => ({
  kind: 'apiKey',
  id,
  storeId,
  scopes: scopes.filter((scope: Scope) => named.includes(scope)),
});

/** Asks the users subgraph, by a query that is not part of the public graph. Throws when it does not answer. */
export function createApiKeyResolver(users: SubgraphTransport): ResolveApiKey {
  const recent = createRecent<ClientViewer | null>(10_000);
  return async (key, correlationId) => {
    const digest = createHash('sha256').update(key).digest('base64');
    const known = recent.get(digest);
    if (known !== undefined) return known;
    const identity = serviceIdentity('gateway', correlationId);
    const { data, errors } = await users({ query, variables: { key }, identity });
    if (errors && errors.length > 0) throw new Error(`apiKeyViewer failed: ${errors[0]?.message}`);
    const found = data?.['apiKeyViewer'] as ApiKeyViewer | null | undefined;
    const viewer = found ? toViewer(found) : null;
    recent.set(digest, viewer, rememberedMs);
    return viewer;
  };
}
