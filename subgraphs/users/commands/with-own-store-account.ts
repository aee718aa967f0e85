import { forbidden } from '@soko/errors';
import { prismaTransaction } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { UsersContext } from '../context.ts';
import type { accountSuspended } from '../domain/refusals.ts';
import type { StoreAccount } from '../domain/store-account.ts';
import type { ReachableUser } from '../domain/user.ts';
import type { Db } from '../store/database.ts';
import { canAdministerStore } from './can-administer-store.ts';
import { loadOwnAccount } from './load-own-account.ts';
import { lockStoreAccount } from './lock-store-account.ts';

/**
 * Runs `work` on a store that the viewer administers. The store is locked, so that changes of its team happen one after
 * another. Throws NOT_FOUND for an unknown store and FORBIDDEN for other viewers.
 */
export const withOwnStoreAccount = <Outcome>(
  context: UsersContext,
  storeId: string,
  work: (tx: Db, store: StoreAccount, user: ReachableUser) => Promise<Outcome>,
): Promise<Outcome | ReturnType<typeof accountSuspended>> =>
  prismaTransaction(context.db, async (tx) => {
    const user = await loadOwnAccount(context, tx);
    if (isRefusal(user)) return user;
    const store = await lockStoreAccount(tx, storeId);
    if (!(await canAdministerStore(context, tx, storeId))) {
      throw forbidden('This requires an administrator of the store.');
    }
    return work(tx, store, user);
  });
