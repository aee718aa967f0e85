import { readLine } from '@soko/input';
import { tellWithPrisma } from '@soko/outbox';
import { isUniqueViolation } from '@soko/postgres';
import type { UsersContext } from '../context.ts';
import { type accountSuspended, domainTaken } from '../domain/refusals.ts';
import {
  type BrandInput,
  readBrand,
  readDomain,
  type StoreAccount,
  storeNameLength,
  type StoreStatus,
} from '../domain/store-account.ts';
import { saveStoreAccount } from '../store/store-accounts.ts';
import { storeUpdated } from './store-account-events.ts';
import { withOwnStoreAccount } from './with-own-store-account.ts';

export interface UpdateStoreInput {
  storeId: string;
  name?: string | null | undefined;
  domain?: string | null | undefined;
  brand?: BrandInput | null | undefined;
  status?: StoreStatus | null | undefined;
}

const readChanges = ({ name, domain, brand, status }: UpdateStoreInput) => ({
  ...(name == null ? {} : { name: readLine(name, 'name', storeNameLength) }),
  ...(domain === undefined ? {} : { domain: domain === null ? null : readDomain(domain) }),
  ...(brand == null ? {} : readBrand(brand)),
  ...(status == null ? {} : { status }),
});

/** Changes a store, including its status. */
export async function updateStore(
  context: UsersContext,
  input: UpdateStoreInput,
): Promise<StoreAccount | ReturnType<typeof domainTaken | typeof accountSuspended>> {
  const changes = readChanges(input);
  const work = withOwnStoreAccount(context, input.storeId, async (tx, before) => {
    const store = await saveStoreAccount(tx, before, changes, context.now());
    await tellWithPrisma(tx, [storeUpdated(context.trail, store)]);
    return store;
  });
  return work.catch((error: unknown) => {
    if (isUniqueViolation(error, 'domain')) return domainTaken();
    throw error;
  });
}
