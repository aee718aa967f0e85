import { loader, rowLoader } from '@soko/subgraph';
import type DataLoader from 'dataloader';
import { userIdOf, type Viewer } from '@soko/auth';
import { type AirdropProgress, noProgress } from './domain/airdrop.ts';
import type { Claim } from './domain/claim-link.ts';
import type { Collection } from './domain/collection.ts';
import { type Mint, type MintUsage, monthOf } from './domain/mint.ts';
import type { Reward, RewardClaim } from './domain/reward.ts';
import type { Sale } from './domain/sale.ts';
import type { Token } from './domain/token.ts';
import type { TokenTransfer } from './domain/transfer.ts';
import type { ChainServices } from './services.ts';
import { findProgress } from './store/airdrop-progress.ts';
import { findClaimsOf } from './store/claims.ts';
import { findCollections } from './store/collections.ts';
import { findMints, findMintUsage } from './store/mints.ts';
import { type AvailableItems, findAvailable, findRewardClaimsOf, findRewards } from './store/rewards.ts';
import { findSales } from './store/sales.ts';
import { findStoreRoles, type RoleOfPerson } from './store/stores.ts';
import { type BoundToken, findBound } from './store/token-products.ts';
import { findTokens } from './store/tokens.ts';
import { findTransfers } from './store/transfers.ts';

/** Loaders by id. They do not check the viewer's rights: see `commands/require-store-role.ts`. */
export interface Loaders {
  collection: DataLoader<string, Collection | null>;
  token: DataLoader<string, Token | null>;
  mint: DataLoader<string, Mint | null>;
  /** How far an airdrop is. */
  airdropProgress: DataLoader<string, AirdropProgress>;
  transfer: DataLoader<string, TokenTransfer | null>;
  /** What the viewer has claimed, by the id of the link. */
  ownClaim: DataLoader<string, Claim | null>;
  reward: DataLoader<string, Reward | null>;
  /** What the viewer has claimed, by the id of the reward. */
  ownReward: DataLoader<string, RewardClaim | null>;
  /** Items of the viewer that have not given a reward yet, by the id of the reward. */
  availableItems: DataLoader<string, AvailableItems | null>;
  /** Mints of this month, by store. */
  mintUsage: DataLoader<string, MintUsage | null>;
  /** The role of a person in a store. The key is both ids with a space between them. */
  storeRole: DataLoader<string, RoleOfPerson | null>;
  /** By the line of the order. */
  sale: DataLoader<string, Sale | null>;
  /** The product of a token. */
  boundToToken: DataLoader<string, BoundToken | null>;
  /** The token of a product. */
  boundToProduct: DataLoader<string, BoundToken | null>;
}

const idOf = ({ id }: { id: string }): string => id;

/** Loaders for one request: lookups at the same time cost one statement. */
export const createLoaders = ({ db, pool, now }: ChainServices, viewer: Viewer): Loaders => ({
  collection: rowLoader((ids) => findCollections(db, ids), idOf),
  token: rowLoader((ids) => findTokens(db, ids), idOf),
  mint: rowLoader((ids) => findMints(db, ids), idOf),
  airdropProgress: loader((ids) => findProgress(pool, ids), noProgress),
  transfer: rowLoader((ids) => findTransfers(pool, ids), idOf),
  ownClaim: rowLoader(
    (linkIds) => findClaimsOf(pool, userIdOf(viewer) ?? '', linkIds),
    ({ linkId }) => linkId,
  ),
  reward: rowLoader((ids) => findRewards(pool, ids), idOf),
  ownReward: rowLoader(
    (rewardIds) => findRewardClaimsOf(pool, userIdOf(viewer) ?? '', rewardIds),
    ({ rewardId }) => rewardId,
  ),
  availableItems: rowLoader(
    (rewardIds) => findAvailable(pool, userIdOf(viewer) ?? '', rewardIds),
    ({ rewardId }) => rewardId,
  ),
  mintUsage: rowLoader(
    (ids) => findMintUsage(pool, ids, monthOf(now())),
    ({ storeId }) => storeId,
  ),
  storeRole: rowLoader(
    (keys) => findStoreRoles(pool, keys),
    ({ key }) => key,
  ),
  sale: rowLoader(
    (ids) => findSales(pool, ids),
    ({ lineId }) => lineId,
  ),
  boundToToken: rowLoader(
    (ids) => findBound(pool, 'tokenId', ids),
    ({ tokenId }) => tokenId,
  ),
  boundToProduct: rowLoader(
    (ids) => findBound(pool, 'productId', ids),
    ({ productId }) => productId,
  ),
});
