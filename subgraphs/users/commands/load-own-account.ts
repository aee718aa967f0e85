import { requireUser } from '@soko/auth';
import { unauthenticated } from '@soko/errors';
import type { UsersContext } from '../context.ts';
import { accountSuspended } from '../domain/refusals.ts';
import { isReachable, type ReachableUser } from '../domain/user.ts';
import type { Db } from '../store/database.ts';
import { findUserWithPassword } from '../store/users.ts';

/** The viewer's account with its password hash. Throws UNAUTHENTICATED when the account was erased. */
export async function loadOwnAccountWithPassword(
  { viewer }: Pick<UsersContext, 'viewer'>,
  db: Db,
): Promise<{ user: ReachableUser | ReturnType<typeof accountSuspended>; passwordHash: string | null }> {
  const found = await findUserWithPassword(db, { id: requireUser(viewer).id });
  if (found === null || !isReachable(found.user)) throw unauthenticated();
  const user = found.user.status === 'SUSPENDED' ? accountSuspended() : found.user;
  return { user, passwordHash: found.passwordHash };
}

/**
 * The viewer's account in its current state. An access token may be older than a suspension, so commands check again.
 * Throws UNAUTHENTICATED when the account was erased.
 */
export async function loadOwnAccount(
  context: Pick<UsersContext, 'viewer'>,
  db: Db,
): Promise<ReachableUser | ReturnType<typeof accountSuspended>> {
  return (await loadOwnAccountWithPassword(context, db)).user;
}
