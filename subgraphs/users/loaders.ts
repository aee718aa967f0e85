import { userIdOf, type Viewer } from '@soko/auth';
import DataLoader from 'dataloader';
import type { Address } from './domain/address.ts';
import type { ApiKey } from './domain/api-key.ts';
import type { Seller } from './domain/seller.ts';
import { isOpenSeller } from './domain/seller.ts';
import type { StatusChange } from './domain/status-change.ts';
import type { StoreMember } from './domain/store-member.ts';
import type { Store } from './domain/store.ts';
import type { User } from './domain/user.ts';
import type { PrismaClient } from './generated/prisma/client.ts';
import { findAddresses, findAddressesOf } from './store/addresses.ts';
import { findApiKeysOf } from './store/api-keys.ts';
import { findSellers, findSellersOf } from './store/sellers.ts';
import { findStatusChanges } from './store/status-changes.ts';
import { findMembersOf, findMemberships } from './store/store-members.ts';
import { findStores } from './store/stores.ts';
import { findUsers } from './store/users.ts';

export interface Loaders {
  user: DataLoader<string, User | null>;
  address: DataLoader<string, Address | null>;
  seller: DataLoader<string, Seller | null>;
  store: DataLoader<string, Store | null>;
  addressesOfUser: DataLoader<string, Address[]>;
  /** A person's shop or application, or else the last they had. */
  sellerOfUser: DataLoader<string, Seller | null>;
  membersOfStore: DataLoader<string, StoreMember[]>;
  apiKeysOfStore: DataLoader<string, ApiKey[]>;
  historyOf: DataLoader<string, StatusChange[]>;
  /** What the viewer is in a store. */
  myMembership: DataLoader<string, StoreMember | null>;
}

type Find<Row> = (ids: readonly string[]) => Promise<Row[]>;

/** A loader of single rows: whatever order, and whichever of them, the store answers. */
const one = <Row>(find: Find<Row>, keyOf: (row: Row) => string) =>
  new DataLoader<string, Row | null>(async (ids) => {
    const rows = new Map((await find(ids)).map((row) => [keyOf(row), row]));
    return ids.map((id) => rows.get(id) ?? null);
  });

/** A loader of the rows that belong to something, in the order the store answers them. */
const many = <Row>(find: Find<Row>, ownerOf: (row: Row) => string) =>
  new DataLoader<string, Row[]>(async (ids) => {
    const rows = await find(ids);
    return ids.map((id) => rows.filter((row) => ownerOf(row) === id));
  });

const byId = <Row extends { id: string }>(find: Find<Row>) => one(find, ({ id }) => id);

const findShops =
  (db: PrismaClient): Find<Seller> =>
  async (userIds) => {
    const shops = await findSellersOf(db, userIds);
    return [...shops.filter((shop) => !isOpenSeller(shop)), ...shops.filter(isOpenSeller)];
  };

/** Made anew for each request: what one request asks for together costs one statement. */
export function createLoaders(db: PrismaClient, viewer: Viewer): Loaders {
  const viewerId = userIdOf(viewer);
  return {
    user: byId((ids) => findUsers(db, ids)),
    address: byId((ids) => findAddresses(db, ids)),
    seller: byId((ids) => findSellers(db, ids)),
    store: byId((ids) => findStores(db, ids)),
    addressesOfUser: many(
      (ids) => findAddressesOf(db, ids),
      ({ userId }) => userId,
    ),
    sellerOfUser: one(findShops(db), ({ userId }) => userId),
    membersOfStore: many(
      (ids) => findMembersOf(db, ids),
      ({ storeId }) => storeId,
    ),
    apiKeysOfStore: many(
      (ids) => findApiKeysOf(db, ids),
      ({ storeId }) => storeId,
    ),
    historyOf: many(
      (ids) => findStatusChanges(db, ids),
      ({ entityId }) => entityId,
    ),
    myMembership: one(
      async (ids) => (viewerId === null ? [] : findMemberships(db, viewerId, ids)),
      ({ storeId }) => storeId,
    ),
  };
}
