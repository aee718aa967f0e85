import { type ApiKeyViewer, hasRole, requireScope, type UserViewer, type Viewer } from '@soko/auth';
import { forbidden, notFound } from '@soko/errors';
import type { Queryable } from '@soko/postgres';
import type { ChainContext } from '../context.ts';
import type { Collection } from '../domain/collection.ts';
import type { Token } from '../domain/token.ts';
import { findStoreRole } from '../store/stores.ts';

/** Roles in a store that see its mints. */
const seeing = ['ADMIN', 'MEMBER'];

type Editor = UserViewer | ApiKeyViewer;

/** Someone who may change the tokens of some store: a user, or an API key with the scope for it. */
export const requireTokenEditor = (viewer: Viewer): Editor => requireScope(viewer, 'tokens:write');

/** True for an administrator of the store, for an API key of it, and for administrators of the platform. */
export const administers = async (editor: Editor, db: Queryable, storeId: string): Promise<boolean> =>
  editor.kind === 'apiKey'
    ? editor.storeId === storeId
    : hasRole(editor, 'ADMIN') || (await findStoreRole(db, storeId, editor.id)) === 'ADMIN';

/** The viewer, when they may create collections and mint for a store. Throws FORBIDDEN for others. */
export async function requireStoreAdmin(viewer: Viewer, db: Queryable, storeId: string): Promise<Editor> {
  const editor = requireTokenEditor(viewer);
  if (await administers(editor, db, storeId)) return editor;
  throw forbidden('This requires an administrator of the store.');
}

/** The viewer, when they work in a store, or are an API key of it. Throws FORBIDDEN for others. */
export async function requireStoreMember(viewer: Viewer, db: Queryable, storeId: string): Promise<Editor> {
  const editor = requireTokenEditor(viewer);
  if (await administers(editor, db, storeId)) return editor;
  if (editor.kind === 'user' && seeing.includes((await findStoreRole(db, storeId, editor.id)) ?? '')) return editor;
  throw forbidden('This requires a member of the store.');
}

/** A token with its collection, when the viewer may change the tokens of their store. Throws NOT_FOUND and FORBIDDEN. */
export async function requireTokenAdmin(
  { viewer, pool, loaders }: Pick<ChainContext, 'viewer' | 'pool' | 'loaders'>,
  tokenId: string,
): Promise<{ token: Token; collection: Collection; owner: string }> {
  requireTokenEditor(viewer);
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
  if (viewer.kind === 'apiKey')
    return viewer.storeId === storeId && viewer.scopes.some((scope) => scope.startsWith('tokens:'));
  if (viewer.kind !== 'user') return false;
  if (hasRole(viewer, 'SUPPORT')) return true;
  const found = await loaders.storeRole.load(`${viewer.id} ${storeId}`);
  return found !== null && seeing.includes(found.role);
}
