import { newId } from '@soko/ids';
import { readLine } from '@soko/input';
import { tellWithPrisma } from '@soko/outbox';
import { isUniqueViolation, prismaTransaction } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { UsersContext } from '../context.ts';
import { type accountSuspended, domainTaken, limitReached } from '../domain/refusals.ts';
import {
  type BrandInput,
  maxStoresPerUser,
  readBrand,
  readDomain,
  type StoreAccount,
  storeNameLength,
  trialMintQuota,
} from '../domain/store-account.ts';
import type { StoreMember } from '../domain/store-team.ts';
import { insertStoreAccount } from '../store/store-accounts.ts';
import { countMembershipsOf, insertTeamMember } from '../store/store-teams.ts';
import { loadOwnAccount } from './load-own-account.ts';
import { memberAdded, storeCreated } from './store-account-events.ts';

export interface CreateStoreInput {
  name: string;
  domain?: string | null | undefined;
  brand?: BrandInput | null | undefined;
}

const readStore = (input: CreateStoreInput, createdAt: Date): StoreAccount => ({
  ...readBrand(input.brand ?? {}),
  id: newId('sto'),
  name: readLine(input.name, 'name', storeNameLength),
  domain: input.domain == null ? null : readDomain(input.domain),
  status: 'ACTIVE',
  plan: 'TRIAL',
  mintQuota: trialMintQuota,
  version: 1,
  createdAt,
});

const firstAdministrator = (store: StoreAccount, userId: string): StoreMember => ({
  id: newId('mem'),
  storeId: store.id,
  userId,
  email: null,
  role: 'ADMIN',
  status: 'ACTIVE',
  createdAt: store.createdAt,
  joinedAt: store.createdAt,
});

/** Creates a store on the trial plan. The viewer becomes its first administrator. */
export async function createStore(
  context: UsersContext,
  input: CreateStoreInput,
): Promise<StoreAccount | ReturnType<typeof domainTaken | typeof limitReached | typeof accountSuspended>> {
  const store = readStore(input, context.now());
  const { trail } = context;
  const work = prismaTransaction(context.db, async (tx) => {
    const user = await loadOwnAccount(context, tx);
    if (isRefusal(user)) return user;
    const memberships = await countMembershipsOf(tx, user.id);
    if (memberships >= maxStoresPerUser) return limitReached(maxStoresPerUser, 'stores');
    const administrator = firstAdministrator(store, user.id);
    await insertStoreAccount(tx, store);
    await insertTeamMember(tx, administrator);
    await tellWithPrisma(tx, [storeCreated(trail, store, user.id), memberAdded(trail, store, administrator)]);
    return store;
  });
  return work.catch((error: unknown) => {
    if (isUniqueViolation(error, 'domain')) return domainTaken();
    throw error;
  });
}
