import { hasRole, userIdOf, type Viewer } from '@soko/auth';
import type { Wallet } from './wallet.ts';

/** The owner and support see a wallet. */
export const maySeeWallet = (viewer: Viewer, { ownerId }: Pick<Wallet, 'ownerId'>): boolean =>
  userIdOf(viewer) === ownerId || hasRole(viewer, 'SUPPORT');
