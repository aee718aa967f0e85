import { rowLoader } from '@soko/subgraph';
import type DataLoader from 'dataloader';
import { userIdOf, type Viewer } from '@soko/auth';
import type { Claim } from './domain/claim-link.ts';
import type { Collection } from './domain/collection.ts';
import type { Mint } from './domain/mint.ts';
import type { Token } from './domain/token.ts';
import type { ChainServices } from './services.ts';
import { findClaimsOf } from './store/claims.ts';
import { findCollections } from './store/collections.ts';
import { findMints } from './store/mints.ts';
import { findTokens } from './store/tokens.ts';

/** Loaders by id. They do not check the viewer's rights: see `commands/require-store-role.ts`. */
export interface Loaders {
  collection: DataLoader<string, Collection | null>;
  token: DataLoader<string, Token | null>;
  mint: DataLoader<string, Mint | null>;
  /** What the viewer has claimed, by the id of the link. */
  ownClaim: DataLoader<string, Claim | null>;
}

const idOf = ({ id }: { id: string }): string => id;

/** Loaders for one request: lookups at the same time cost one statement. */
export const createLoaders = ({ db, pool }: ChainServices, viewer: Viewer): Loaders => ({
  collection: rowLoader((ids) => findCollections(db, ids), idOf),
  token: rowLoader((ids) => findTokens(db, ids), idOf),
  mint: rowLoader((ids) => findMints(db, ids), idOf),
  ownClaim: rowLoader(
    (linkIds) => findClaimsOf(pool, userIdOf(viewer) ?? '', linkIds),
    ({ linkId }) => linkId,
  ),
});
