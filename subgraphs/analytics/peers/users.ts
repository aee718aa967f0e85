import { type RequestIdentity, serviceIdentity } from '@soko/auth';
import { createPeer, type SubgraphTransport } from '@soko/subgraph';
import type { Standing } from '../domain/reports/may-have.ts';
import { analyticsSeller, analyticsStanding, analyticsStore } from '../generated/peers/users.ts';

/** The seller that the viewer is, and the time zone of their profile. */
export interface OwnSeller {
  sellerId: string | null;
  timeZone: string | null;
}

/** Users is asked in the viewer's name, so that a seller is known from the moment of its approval. */
export type FindOwnSeller = (identity: RequestIdentity) => Promise<OwnSeller>;

export function createFindOwnSeller(transport: SubgraphTransport): FindOwnSeller {
  const ask = createPeer('users', transport);
  return async (identity) => {
    const { me } = await ask(analyticsSeller, {}, identity);
    return { sellerId: me?.seller?.id ?? null, timeZone: me?.timeZone ?? null };
  };
}

/** The role of the viewer in a store, null for those who are not in its team; and the time zone of their profile. */
export interface OwnStore {
  role: string | null;
  timeZone: string | null;
}

/** Users is asked in the viewer's name, so that a member is known from the moment of joining, and gone with the removal. */
export type FindOwnStore = (identity: RequestIdentity, storeId: string) => Promise<OwnStore>;

export function createFindOwnStore(transport: SubgraphTransport): FindOwnStore {
  const ask = createPeer('users', transport);
  return async (identity, storeId) => {
    const { me, store } = await ask(analyticsStore, { storeId }, identity);
    return { role: store?.myRole ?? null, timeZone: me?.timeZone ?? null };
  };
}

/** The same for one request, which asks once for each store. */
export function rememberStores(find: FindOwnStore): FindOwnStore {
  const found = new Map<string, Promise<OwnStore>>();
  return (identity, storeId) => {
    const known = found.get(storeId) ?? find(identity, storeId);
    found.set(storeId, known);
    return known;
  };
}

/** The rights of a person now, in a store as well if one is given. Null for an account that is suspended or erased. */
export type FindStanding = (userId: string, storeId: string | null, correlationId: string) => Promise<Standing | null>;

export function createFindStanding(transport: SubgraphTransport): FindStanding {
  const ask = createPeer('users', transport);
  return async (userId, storeId, correlationId) =>
    (await ask(analyticsStanding, { userId, storeId }, serviceIdentity('analytics', correlationId))).standingOf;
}
