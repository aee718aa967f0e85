import { hasRole } from '@soko/auth';
import type { UsersContext } from '../context.ts';
import { mayAdministerStore, maySeePrivate, maySeeSeller, maySeeStore, maySeeTeam } from '../domain/may-see.ts';
import type { Seller } from '../domain/seller.ts';
import type { StoreAccount } from '../domain/store-account.ts';
import type { StoreMember } from '../domain/store-team.ts';

type Facts = Pick<UsersContext, 'viewer' | 'loaders' | 'authenticated'>;

/** Private data is also visible to users who have logged in with this request. */
export const seesPrivate = ({ viewer, authenticated }: Omit<Facts, 'loaders'>, userId: string): boolean =>
  maySeePrivate(viewer, userId) || authenticated.has(userId);

/** The seller, or null when it is not visible to the viewer. */
export const visibleSeller = ({ viewer, authenticated }: Facts, seller: Seller | null): Seller | null =>
  seller !== null && (maySeeSeller(viewer, seller) || authenticated.has(seller.userId)) ? seller : null;

/** The viewer's membership. Support sees every store, so nothing is loaded. */
const membershipFor = async ({ viewer, loaders }: Facts, storeId: string): Promise<StoreMember | null> =>
  hasRole(viewer, 'SUPPORT') ? null : loaders.myMembership.load(storeId);

export const seesTeam = async (context: Facts, storeId: string): Promise<boolean> =>
  maySeeTeam(context.viewer, await membershipFor(context, storeId));

export async function administersStore({ viewer, loaders }: Facts, storeId: string): Promise<boolean> {
  return mayAdministerStore(viewer, null) || mayAdministerStore(viewer, await loaders.myMembership.load(storeId));
}

/** The store, or null when it is not visible to the viewer. */
export async function visibleStore(context: Facts, store: StoreAccount | null): Promise<StoreAccount | null> {
  if (store === null || store.status === 'ACTIVE') return store;
  return maySeeStore(context.viewer, store, await membershipFor(context, store.id)) ? store : null;
}
