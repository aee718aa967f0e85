import type { UsersContext } from '../context.ts';
import {
  type accountSuspended,
  invalidCredentials,
  lastAdministrator,
  lastStoreAdministrator,
} from '../domain/refusals.ts';
import type { EraseAccountInput } from '../generated/graphql.ts';
import { inTransaction } from '../store/database.ts';
import { lockStoresWithoutOther } from '../store/store-members.ts';
import { findStores } from '../store/stores.ts';
import { findUser, lockAdministrators } from '../store/users.ts';
import { erase } from './erase.ts';
import { confirmedAccount, viewerId } from './viewers-account.ts';

/** Ends the viewer's account for good. Nobody may leave a store, or the house, without an administrator. */
export async function eraseAccount(
  context: UsersContext,
  { password }: EraseAccountInput,
): Promise<
  | { __typename: 'AccountErased'; id: string; erasedAt: Date }
  | ReturnType<
      typeof accountSuspended | typeof invalidCredentials | typeof lastAdministrator | typeof lastStoreAdministrator
    >
> {
  const account = await confirmedAccount(context, password);
  if ('__typename' in account) return account;
  return inTransaction(context.db, async (tx) => {
    const id = viewerId(context);
    if ((await lockAdministrators(tx)).join() === id) return lastAdministrator();
    const orphans = await lockStoresWithoutOther(tx, id);
    if (orphans.length > 0) return lastStoreAdministrator(await findStores(tx, orphans));
    const user = await findUser(tx, id);
    if (user === null || user.status === 'ERASED') return invalidCredentials();
    return { __typename: 'AccountErased', id, erasedAt: await erase(context, tx, user) };
  });
}
