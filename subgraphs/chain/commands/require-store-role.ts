import { hasRole, requireUser, type UserViewer, type Viewer } from '@soko/auth';
import { forbidden } from '@soko/errors';
import type { Queryable } from '@soko/postgres';
import type { ChainContext } from '../context.ts';
import { findStoreRole } from '../store/stores.ts';

/** Roles in a store that see its mints. */
const seeing = ['ADMIN', 'MEMBER'];

/** The viewer, when they may create collections and mint for a store. Throws FORBIDDEN for others. */
export async function requireStoreAdmin(viewer: Viewer, db: Queryable, storeId: string): Promise<UserViewer> {
  const user = requireUser(viewer);
  if (hasRole(user, 'ADMIN') || (await findStoreRole(db, storeId, user.id)) === 'ADMIN') return user;
  throw forbidden('This requires an administrator of the store.');
}

/** True when the viewer may see the mints of a store. One statement for all stores of a list. */
export async function maySeeMints(
  { viewer, loaders }: Pick<ChainContext, 'viewer' | 'loaders'>,
  storeId: string,
): Promise<boolean> {
  if (viewer.kind !== 'user') return false;
  if (hasRole(viewer, 'SUPPORT')) return true;
  const found = await loaders.storeRole.load(`${viewer.id} ${storeId}`);
  return found !== null && seeing.includes(found.role);
}
