import { hasRole, userIdOf, type Viewer } from '@soko/auth';
import { isPublicSeller, type Seller } from './seller.ts';
import type { StoreAccount } from './store-account.ts';
import type { StoreMember } from './store-team.ts';

/** The viewer's membership in a store, or null. */
type Membership = Pick<StoreMember, 'role'> | null;

/** Private data of a user is visible to this user and to support. */
export const maySeePrivate = (viewer: Viewer, userId: string): boolean =>
  userIdOf(viewer) === userId || hasRole(viewer, 'SUPPORT');

/** The history of an account is visible to support. */
export const maySeeHistory = (viewer: Viewer): boolean => hasRole(viewer, 'SUPPORT');

/** Applications are visible to the applicant and to support; sellers that were approved once are public. */
export const maySeeSeller = (viewer: Viewer, seller: Pick<Seller, 'status' | 'userId'>): boolean =>
  isPublicSeller(seller) || maySeePrivate(viewer, seller.userId);

/** Plan, quota and members of a store are visible to its members and to support. */
export const maySeeTeam = (viewer: Viewer, membership: Membership): boolean =>
  membership !== null || hasRole(viewer, 'SUPPORT');

/** Inactive stores are visible to their members and to support. */
export const maySeeStore = (viewer: Viewer, store: Pick<StoreAccount, 'status'>, membership: Membership): boolean =>
  store.status === 'ACTIVE' || maySeeTeam(viewer, membership);

/** Stores are administered by members with the role ADMIN, and by administrators of Soko. */
export const mayAdministerStore = (viewer: Viewer, membership: Membership): boolean =>
  membership?.role === 'ADMIN' || hasRole(viewer, 'ADMIN');

/** Contacts of a store are visible to its team without guests, and to support. */
export const maySeeContacts = (viewer: Viewer, membership: Membership): boolean =>
  (membership !== null && membership.role !== 'GUEST') || hasRole(viewer, 'SUPPORT');

/** Contacts of a store are changed by its members with the role ADMIN or MEMBER, and by administrators of Soko. */
export const mayChangeContacts = (viewer: Viewer, membership: Membership): boolean =>
  membership?.role === 'ADMIN' || membership?.role === 'MEMBER' || hasRole(viewer, 'ADMIN');
