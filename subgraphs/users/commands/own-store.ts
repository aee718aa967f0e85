import { hasRole } from '@soko/auth';
import { forbidden, notFound } from '@soko/errors';
import type { UsersContext } from '../context.ts';
import type { accountSuspended } from '../domain/refusals.ts';
import type { Store } from '../domain/store.ts';
import type { ReachableUser } from '../domain/user.ts';
import { type Db, inTransaction } from '../store/database.ts';
import { findMemberships } from '../store/store-members.ts';
import { touchStores } from '../store/stores.ts';
import { viewersAccount } from './viewers-account.ts';

/** Whether the viewer is an administrator of a store, or of the house. */
export async function administers({ viewer }: Pick<UsersContext, 'viewer'>, tx: Db, storeId: string): Promise<boolean> {
  if (viewer.kind !== 'user') return false;
  if (hasRole(viewer, 'ADMIN')) return true;
  const [membership] = await findMemberships(tx, viewer.id, [storeId]);
  return membership?.role === 'ADMIN';
}

/** Holds a store, at its next version, until the transaction ends. Throws NOT_FOUND. */
export async function holdStore(tx: Db, id: string): Promise<Store> {
  const [store] = await touchStores(tx, [id]);
  if (store === undefined) throw notFound('This store');
  return store;
}

/**
 * Does something to a store that its administrators may do. The store is held meanwhile, so that changes of its team
 * come one after another. Throws NOT_FOUND, and FORBIDDEN for anybody else.
 */
export async function withOwnStore<Outcome>(
  context: UsersContext,
  storeId: string,
  work: (tx: Db, store: Store, user: ReachableUser) => Promise<Outcome>,
): Promise<Outcome | ReturnType<typeof accountSuspended>> {
  return inTransaction(context.db, async (tx) => {
    const user = await viewersAccount(context, tx);
    if ('__typename' in user) return user;
    const store = await holdStore(tx, storeId);
    if (!(await administers(context, tx, storeId))) throw forbidden('Only administrators of the store may do this.');
    return work(tx, store, user);
  });
}
