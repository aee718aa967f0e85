import { requireRole, type Role, type UserViewer } from '@soko/auth';
import { unauthenticated } from '@soko/errors';
import type { UsersContext } from '../context.ts';
import type { Db } from '../store/database.ts';
import { findSession } from '../store/sessions.ts';
import { findUser } from '../store/users.ts';

/**
 * The viewer, when they hold one of `roles` now: an access token names the roles of the time when it was issued. Sessions
 * of an OIDC provider are not saved here, and their roles are those that the provider names.
 */
export async function requireCurrentRole(
  { viewer }: Pick<UsersContext, 'viewer'>,
  tx: Db,
  ...roles: readonly [Role, ...Role[]]
): Promise<UserViewer> {
  const claimed = requireRole(viewer, ...roles);
  const [user, session] = [await findUser(tx, claimed.id), await findSession(tx, claimed.sessionId)];
  const hasEnded = session !== null && session.revokedAt !== null;
  if (hasEnded || (user !== null && user.status !== 'ACTIVE')) throw unauthenticated();
  if (session?.userId !== claimed.id || user === null) return claimed;
  return requireRole({ ...claimed, roles: user.roles }, ...roles);
}
