import { hasRole, requireUser, type UserViewer, type Viewer } from '@soko/auth';
import { forbidden } from '@soko/errors';
import type { Queryable } from '@soko/postgres';
import { findStoreRole } from '../store/stores.ts';

/** Roles in a store that see its mints. */
const seeing = ['ADMIN', 'MEMBER'];

/** The viewer, when they may create collections and mint for a store. Throws FORBIDDEN for others. */
export async function requireStoreAdmin(viewer: Viewer, db: Queryable, storeId: string): Promise<UserViewer> {
  const user = requireUser(viewer);
  if (hasRole(user, 'ADMIN') || (await findStoreRole(db, storeId, user.id)) === 'ADMIN') return user;
  throw forbidden('This requires an administrator of the store.');
}

/** True when the viewer may see the mints of a store. */
export async function maySeeMints(viewer: Viewer, db: Queryable, storeId: string): Promise<boolean> {
  const user = requireUser(viewer);
  if (hasRole(user, 'SUPPORT')) return true;
  const role = await findStoreRole(db, storeId, user.id);
  return role !== null && seeing.includes(role);
}
