import { hasRole, userIdOf, type Viewer } from '@soko/auth';
import type { Wallet } from './wallet.ts';

/** A user and support see the user's wallets. */
export const maySeeWalletsOf = (viewer: Viewer, ownerId: string): boolean =>
  userIdOf(viewer) === ownerId || hasRole(viewer, 'SUPPORT');

export const maySeeWallet = (viewer: Viewer, { ownerId }: Pick<Wallet, 'ownerId'>): boolean =>
  maySeeWalletsOf(viewer, ownerId);
