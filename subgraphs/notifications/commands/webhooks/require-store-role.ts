import { hasRole, requireUser, type UserViewer } from '@soko/auth';
import { forbidden, notFound } from '@soko/errors';
import type { Queryable } from '@soko/postgres';
import type { NotificationsContext } from '../../context.ts';
import type { WebhookEndpoint } from '../../domain/webhooks/endpoint.ts';
import { findStoreRole } from '../../store/webhooks/known-stores.ts';

type Context = Pick<NotificationsContext, 'identity'>;

/** Roles in a store that see its endpoints, and those that change them. */
const seeing = ['ADMIN', 'MEMBER'];
const changing = ['ADMIN'];

/** True for administrators of Soko, and for the members of a store with one of the roles. */
async function hasStoreRole(db: Queryable, viewer: UserViewer, storeId: string, roles: string[]): Promise<boolean> {
  if (hasRole(viewer, 'ADMIN')) return true;
  const role = await findStoreRole(db, storeId, viewer.id);
  return role !== null && roles.includes(role);
}

/** The viewer, when they may see the endpoints of a store. Throws FORBIDDEN for others. */
export async function requireToSee({ identity }: Context, db: Queryable, storeId: string): Promise<UserViewer> {
  const viewer = requireUser(identity.viewer);
  if (await hasStoreRole(db, viewer, storeId, seeing)) return viewer;
  throw forbidden('This requires the role ADMIN or MEMBER in the store.');
}

/** The viewer, when they may change the endpoints of a store. Throws FORBIDDEN for others. */
export async function requireToChange({ identity }: Context, db: Queryable, storeId: string): Promise<UserViewer> {
  const viewer = requireUser(identity.viewer);
  if (await hasStoreRole(db, viewer, storeId, changing)) return viewer;
  throw forbidden('This requires an administrator of the store.');
}

/** True when the viewer may see an endpoint. */
export const maySeeEndpoint = ({ identity }: Context, db: Queryable, { storeId }: WebhookEndpoint): Promise<boolean> =>
  hasStoreRole(db, requireUser(identity.viewer), storeId, seeing);

/**
 * The endpoint, when the viewer may change it. Throws NOT_FOUND for one that the viewer may not see, as if there were none, and
 * FORBIDDEN for members who may only see it.
 */
export async function ownEndpoint<Endpoint extends Pick<WebhookEndpoint, 'storeId'>>(
  { identity }: Context,
  db: Queryable,
  endpoint: Endpoint | null,
  what = 'The webhook endpoint',
): Promise<Endpoint> {
  const viewer = requireUser(identity.viewer);
  if (endpoint === null || !(await hasStoreRole(db, viewer, endpoint.storeId, seeing))) throw notFound(what);
  if (await hasStoreRole(db, viewer, endpoint.storeId, changing)) return endpoint;
  throw forbidden('This requires an administrator of the store.');
}
