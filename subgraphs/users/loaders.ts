import { userIdOf, type Viewer } from '@soko/auth';
import { rowLoader, rowsLoader } from '@soko/subgraph';
import type DataLoader from 'dataloader';
import type { Address } from './domain/address.ts';
import type { ApiKey } from './domain/api-key.ts';
import type { Contact, ContactNote, ContactSpending } from './domain/contacts/contact.ts';
import { isOpenSeller, type Seller } from './domain/seller.ts';
import type { Segment } from './domain/segments/segment.ts';
import type { StatusChange } from './domain/status-change.ts';
import type { PlanSubscription } from './domain/store-plan.ts';
import type { StoreMember } from './domain/store-team.ts';
import type { StoreAccount } from './domain/store-account.ts';
import type { User } from './domain/user.ts';
import type { PrismaClient } from './generated/prisma/client.ts';
import { createSegmentLoaders, type MembersAsked } from './segment-loaders.ts';
import type { UsersServices } from './services.ts';
import { findAddresses, findAddressesOf } from './store/addresses.ts';
import { findApiKeysOf } from './store/api-keys.ts';
import { findContacts, findNotesOf, findSpendingOf } from './store/contacts/contacts.ts';
import { findPlanSubscriptions } from './store/plan-subscriptions.ts';
import { findSegments } from './store/segments/segments.ts';
import { findSellers, findSellersOf } from './store/sellers.ts';
import { findStatusChanges } from './store/status-changes.ts';
import { findTeamsOf, findMemberships } from './store/store-teams.ts';
import { findStoreAccounts } from './store/store-accounts.ts';
import { findUsers } from './store/users.ts';

export interface Loaders {
  user: DataLoader<string, User | null>;
  address: DataLoader<string, Address | null>;
  seller: DataLoader<string, Seller | null>;
  store: DataLoader<string, StoreAccount | null>;
  addressesOfUser: DataLoader<string, Address[]>;
  /** The user's open seller or application; without one, the most recent. */
  sellerOfUser: DataLoader<string, Seller | null>;
  membersOfStore: DataLoader<string, StoreMember[]>;
  apiKeysOfStore: DataLoader<string, ApiKey[]>;
  planSubscriptionOf: DataLoader<string, PlanSubscription | null>;
  historyOf: DataLoader<string, StatusChange[]>;
  contact: DataLoader<string, Contact | null>;
  notesOfContact: DataLoader<string, ContactNote[]>;
  spendingOfContact: DataLoader<string, ContactSpending[]>;
  segment: DataLoader<string, Segment | null>;
  segmentSize: DataLoader<Segment, number>;
  segmentMembers: DataLoader<MembersAsked, Contact[], string>;
  /** The viewer's membership in a store. */
  myMembership: DataLoader<string, StoreMember | null>;
}

type Ids = readonly string[];

const idOf = ({ id }: { id: string }): string => id;

/** Open sellers come last: of several rows with one key the loader keeps the last. */
async function findSellersOpenLast(db: PrismaClient, userIds: Ids): Promise<Seller[]> {
  const sellers = await findSellersOf(db, userIds);
  return [...sellers.filter((seller) => !isOpenSeller(seller)), ...sellers.filter(isOpenSeller)];
}

/** Creates the loaders of one request. Each loads many rows with one statement. */
export function createLoaders({ db, pool, now }: Pick<UsersServices, 'db' | 'pool' | 'now'>, viewer: Viewer): Loaders {
  const viewerId = userIdOf(viewer);
  const findMyMemberships = async (storeIds: Ids): Promise<StoreMember[]> =>
    viewerId === null ? [] : findMemberships(db, viewerId, storeIds);
  const userIdOfRow = ({ userId }: { userId: string }): string => userId;
  const contactIdOf = ({ contactId }: { contactId: string }): string => contactId;
  const storeIdOf = ({ storeId }: { storeId: string }): string => storeId;
  return {
    user: rowLoader((ids) => findUsers(db, ids), idOf),
    address: rowLoader((ids) => findAddresses(db, ids), idOf),
    seller: rowLoader((ids) => findSellers(pool, ids), idOf),
    store: rowLoader((ids) => findStoreAccounts(db, ids), idOf),
    addressesOfUser: rowsLoader((ids) => findAddressesOf(db, ids), userIdOfRow),
    sellerOfUser: rowLoader((ids) => findSellersOpenLast(db, ids), userIdOfRow),
    membersOfStore: rowsLoader((ids) => findTeamsOf(db, ids), storeIdOf),
    apiKeysOfStore: rowsLoader((ids) => findApiKeysOf(db, ids), storeIdOf),
    planSubscriptionOf: rowLoader((ids) => findPlanSubscriptions(db, ids), storeIdOf),
    historyOf: rowsLoader(
      (ids) => findStatusChanges(db, ids),
      ({ entityId }) => entityId,
    ),
    myMembership: rowLoader(findMyMemberships, storeIdOf),
    contact: rowLoader((ids) => findContacts(db, ids), idOf),
    notesOfContact: rowsLoader((ids) => findNotesOf(db, ids), contactIdOf),
    spendingOfContact: rowsLoader((ids) => findSpendingOf(pool, ids), contactIdOf),
    segment: rowLoader((ids) => findSegments(db, ids), idOf),
    ...createSegmentLoaders(pool, now),
  };
}
