import { requireUser } from '@soko/auth';
import { prismaTransaction } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { UsersContext } from '../context.ts';
import {
  type accountSuspended,
  invalidCredentials,
  lastAdministrator,
  lastStoreAdministrator,
} from '../domain/refusals.ts';
import { findStoreAccounts } from '../store/store-accounts.ts';
import { lockStoresWithOnlyAdministrator } from '../store/store-teams.ts';
import { findUser, lockAdministrators } from '../store/users.ts';
import { confirmPassword } from './confirm-password.ts';
import { eraseUser } from './erase-user.ts';

export interface EraseAccountInput {
  password: string;
}

type Refusal = ReturnType<
  typeof accountSuspended | typeof invalidCredentials | typeof lastAdministrator | typeof lastStoreAdministrator
>;

/** Erases the viewer's account permanently. The last administrator of Soko, or of an active store, must appoint another. */
export async function eraseAccount(
  context: UsersContext,
  { password }: EraseAccountInput,
): Promise<{ __typename: 'AccountErased'; id: string; erasedAt: Date } | Refusal> {
  const account = await confirmPassword(context, password);
  if (isRefusal(account)) return account;
  const { id } = requireUser(context.viewer);
  return prismaTransaction(context.db, async (tx) => {
    if ((await lockAdministrators(tx)).join() === id) return lastAdministrator();
    const storeIds = await lockStoresWithOnlyAdministrator(tx, id);
    if (storeIds.length > 0) return lastStoreAdministrator(await findStoreAccounts(tx, storeIds));
    const user = await findUser(tx, id);
    if (user === null || user.status === 'ERASED') return invalidCredentials();
    return { __typename: 'AccountErased', id, erasedAt: await eraseUser(context, tx, user) };
  });
}
