import { userIdOf } from '@soko/auth';
import type { UsersContext } from '../context.ts';
import { mayAdministerStore } from '../domain/may-see.ts';
import type { Db } from '../store/database.ts';
import { findMemberships } from '../store/store-teams.ts';

/** Reads the viewer's membership in the transaction and checks whether the viewer may administer the store. */
export async function canAdministerStore(
  { viewer }: Pick<UsersContext, 'viewer'>,
  tx: Db,
  storeId: string,
): Promise<boolean> {
  const userId = userIdOf(viewer);
  if (mayAdministerStore(viewer, null)) return true;
  const [membership] = userId === null ? [] : await findMemberships(tx, userId, [storeId]);
  return mayAdministerStore(viewer, membership ?? null);
}
