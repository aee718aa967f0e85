import { newId } from '@soko/ids';
import type { UsersContext } from '../context.ts';
import { readLine } from '../domain/line.ts';
import { type accountSuspended, domainTaken, limitReached } from '../domain/refusals.ts';
import type { StoreMember } from '../domain/store-member.ts';
import { readBrand, readDomain, type Store, storeLimits, trialMintQuota } from '../domain/store.ts';
import type { CreateStoreInput } from '../generated/graphql.ts';
import { breaksUnique, inTransaction } from '../store/database.ts';
import { addMember, countStoresOf } from '../store/store-members.ts';
import { addStore } from '../store/stores.ts';
import { tell } from '../store/tell.ts';
import { memberJoined, storeCreated } from './store-events.ts';
import { viewersAccount } from './viewers-account.ts';

const newStore = (input: CreateStoreInput, createdAt: Date): Store => ({
  ...readBrand(input.brand ?? {}),
  id: newId('sto'),
  name: readLine(input.name, 'name', { min: 2, max: 80 }),
  domain: input.domain == null ? null : readDomain(input.domain),
  status: 'ACTIVE',
  plan: 'TRIAL',
  mintQuota: trialMintQuota,
  version: 1,
  createdAt,
});

const firstMember = (store: Store, userId: string): StoreMember => ({
  id: newId('mem'),
  storeId: store.id,
  userId,
  email: null,
  role: 'ADMIN',
  status: 'ACTIVE',
  createdAt: store.createdAt,
  joinedAt: store.createdAt,
});

/** Opens a store with the viewer as its administrator. */
export async function createStore(
  context: UsersContext,
  input: CreateStoreInput,
): Promise<Store | ReturnType<typeof domainTaken | typeof limitReached | typeof accountSuspended>> {
  const store = newStore(input, context.now());
  const { trail } = context;
  const work = inTransaction(context.db, async (tx) => {
    const user = await viewersAccount(context, tx);
    if ('__typename' in user) return user;
    const stores = await countStoresOf(tx, user.id);
    if (stores >= storeLimits.storesAPerson) return limitReached(storeLimits.storesAPerson, 'stores');
    const founder = firstMember(store, user.id);
    await addStore(tx, store);
    await addMember(tx, founder);
    await tell(tx, [storeCreated(trail, store, user.id), memberJoined(trail, store, founder)]);
    return store;
  });
  return work.catch((error: unknown) => {
    if (breaksUnique(error, 'domain')) return domainTaken();
    throw error;
  });
}
