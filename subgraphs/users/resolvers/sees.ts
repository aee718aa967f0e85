import { hasRole, userIdOf } from '@soko/auth';
import type { UsersContext } from '../context.ts';
import { isPublicSeller, type Seller } from '../domain/seller.ts';
import type { Store } from '../domain/store.ts';

type Facts = Pick<UsersContext, 'viewer' | 'loaders' | 'proven'>;

export const isSupport = ({ viewer }: Pick<UsersContext, 'viewer'>): boolean => hasRole(viewer, 'SUPPORT');

/** What identifies a person is for themselves and for support. */
export const seesPrivate = ({ viewer, proven }: Pick<UsersContext, 'viewer' | 'proven'>, userId: string): boolean =>
  userIdOf(viewer) === userId || proven.has(userId) || isSupport({ viewer });

/** The seller, if the viewer may know of it: applications are between the applicant and support. */
export const visibleSeller = (context: Facts, seller: Seller | null): Seller | null =>
  seller !== null && (isPublicSeller(seller) || seesPrivate(context, seller.userId)) ? seller : null;

/** Whether the viewer is on a store's team, or support. */
export const seesTeam = async (context: Facts, storeId: string): Promise<boolean> =>
  isSupport(context) || (await context.loaders.myMembership.load(storeId)) !== null;

/** Whether the viewer administers a store: as a member or for the house. */
export async function administersStore({ viewer, loaders }: Facts, storeId: string): Promise<boolean> {
  if (hasRole(viewer, 'ADMIN')) return true;
  return (await loaders.myMembership.load(storeId))?.role === 'ADMIN';
}

/** The store, if the viewer may know of it: one that is shut is for its team and support. */
export async function visibleStore(context: Facts, store: Store | null): Promise<Store | null> {
  if (store === null || store.status === 'ACTIVE') return store;
  return (await seesTeam(context, store.id)) ? store : null;
}
