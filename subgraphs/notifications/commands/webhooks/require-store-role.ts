import { type ApiKeyViewer, hasRole, requireScope, type UserViewer } from '@soko/auth';
import { forbidden, notFound } from '@soko/errors';
import type { Queryable } from '@soko/postgres';
import type { NotificationsContext } from '../../context.ts';
import type { WebhookEndpoint } from '../../domain/webhooks/endpoint.ts';
import { findStoreRole } from '../../store/webhooks/known-stores.ts';

type Context = Pick<NotificationsContext, 'identity'>;

/** Roles in a store that see its endpoints, and those that change them. */
const seeing = ['ADMIN', 'MEMBER'];
const changing = ['ADMIN'];

type Holder = UserViewer | ApiKeyViewer;

/** A person, or an API key that may see endpoints, or change them. Which ones is checked by their store. */
export const requireSeeing = ({ identity }: Context): Holder =>
  requireScope(identity.viewer, 'webhooks:read', 'webhooks:write');
export const requireChanging = ({ identity }: Context): Holder => requireScope(identity.viewer, 'webhooks:write');

/** True for administrators of Soko, for the members of a store with one of the roles, and for its API keys. */
async function hasStoreRole(db: Queryable, viewer: Holder, storeId: string, roles: string[]): Promise<boolean> {
  if (viewer.kind === 'apiKey') return viewer.storeId === storeId;
  if (hasRole(viewer, 'ADMIN')) return true;
  const role = await findStoreRole(db, storeId, viewer.id);
  return role !== null && roles.includes(role);
}

/** The viewer, when they may see the endpoints of a store. Throws FORBIDDEN for others. */
export async function requireToSee(context: Context, db: Queryable, storeId: string): Promise<Holder> {
  const viewer = requireSeeing(context);
  if (await hasStoreRole(db, viewer, storeId, seeing)) return viewer;
  throw forbidden('This requires the role ADMIN or MEMBER in the store.');
}

/** The viewer, when they may change the endpoints of a store. Throws FORBIDDEN for others. */
export async function requireToChange(context: Context, db: Queryable, storeId: string): Promise<Holder> {
  const viewer = requireChanging(context);
  if (await hasStoreRole(db, viewer, storeId, changing)) return viewer;
  throw forbidden('This requires an administrator of the store.');
}

/** True when the viewer may see an endpoint. */
export const maySeeEndpoint = (context: Context, db: Queryable, { storeId }: WebhookEndpoint): Promise<boolean> =>
  hasStoreRole(db, requireSeeing(context), storeId, seeing);

/**
 * The endpoint, when the viewer may change it. Throws NOT_FOUND for one that the viewer may not see, as if there were none, and
 * FORBIDDEN for members who may only see it.
 */
export async function ownEndpoint<Endpoint extends Pick<WebhookEndpoint, 'storeId'>>(
  context: Context,
  db: Queryable,
  endpoint: Endpoint | null,
  what = 'The webhook endpoint',
): Promise<Endpoint> {
  const viewer = requireChanging(context);
  if (endpoint === null || !(await hasStoreRole(db, viewer, endpoint.storeId, seeing))) throw notFound(what);
  if (await hasStoreRole(db, viewer, endpoint.storeId, changing)) return endpoint;
  throw forbidden('This requires an administrator of the store.');
}
