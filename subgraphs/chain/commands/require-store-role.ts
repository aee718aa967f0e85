import { hasRole, requireUser, type UserViewer, type Viewer } from '@soko/auth';
import { forbidden, notFound } from '@soko/errors';
import type { Queryable } from '@soko/postgres';
import type { ChainContext } from '../context.ts';
import type { Collection } from '../domain/collection.ts';
import type { Token } from '../domain/token.ts';
import { findStoreRole } from '../store/stores.ts';

/** Roles in a store that see its mints. */
const seeing = ['ADMIN', 'MEMBER'];

/** The viewer, when they may create collections and mint for a store. Throws FORBIDDEN for others. */
export async function requireStoreAdmin(viewer: Viewer, db: Queryable, storeId: string): Promise<UserViewer> {
  const user = requireUser(viewer);
  if (hasRole(user, 'ADMIN') || (await findStoreRole(db, storeId, user.id)) === 'ADMIN') return user;
  throw forbidden('This requires an administrator of the store.');
}

/** A token with its collection, when the viewer is an administrator of their store. Throws NOT_FOUND and FORBIDDEN. */
export async function requireTokenAdmin(
  { viewer, pool, loaders }: Pick<ChainContext, 'viewer' | 'pool' | 'loaders'>,
  tokenId: string,
): Promise<{ token: Token; collection: Collection; owner: string }> {
  requireUser(viewer);
  const token = await loaders.token.load(tokenId);
  const collection = token && (await loaders.collection.load(token.collectionId));
  if (token === null || collection === null) throw notFound('The token');
  const { id: owner } = await requireStoreAdmin(viewer, pool, collection.storeId);
  return { token, collection, owner };
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
