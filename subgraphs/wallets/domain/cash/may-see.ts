import { hasRole, userIdOf, type Viewer } from '@soko/auth';

/** The owner and support see deposits and withdrawals. */
export const maySeeCash = (viewer: Viewer, { ownerId }: { ownerId: string }): boolean =>
  userIdOf(viewer) === ownerId || hasRole(viewer, 'SUPPORT');
