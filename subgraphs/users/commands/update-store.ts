import type { UsersContext } from '../context.ts';
import { readLine } from '../domain/line.ts';
import { type accountSuspended, domainTaken } from '../domain/refusals.ts';
import { readBrand, readDomain, type Store } from '../domain/store.ts';
import type { UpdateStoreInput } from '../generated/graphql.ts';
import { breaksUnique } from '../store/database.ts';
import { saveStore } from '../store/stores.ts';
import { tell } from '../store/tell.ts';
import { withOwnStore } from './own-store.ts';
import { storeUpdated } from './store-events.ts';

const readChanges = ({ name, domain, brand, status }: UpdateStoreInput) => ({
  ...(name == null ? {} : { name: readLine(name, 'name', { min: 2, max: 80 }) }),
  ...(domain === undefined ? {} : { domain: domain === null ? null : readDomain(domain) }),
  ...(brand == null ? {} : readBrand(brand)),
  ...(status == null ? {} : { status }),
});

/** Changes a store, and opens or shuts it. */
export async function updateStore(
  context: UsersContext,
  input: UpdateStoreInput,
): Promise<Store | ReturnType<typeof domainTaken | typeof accountSuspended>> {
  const changes = readChanges(input);
  const work = withOwnStore(context, input.storeId, async (tx, before) => {
    const store = await saveStore(tx, before, changes, context.now());
    await tell(tx, [storeUpdated(context.trail, store)]);
    return store;
  });
  return work.catch((error: unknown) => {
    if (breaksUnique(error, 'domain')) return domainTaken();
    throw error;
  });
}
