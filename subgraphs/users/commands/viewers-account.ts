import { userIdOf } from '@soko/auth';
import { unauthenticated } from '@soko/errors';
import type { UsersContext } from '../context.ts';
import { accountSuspended, invalidCredentials } from '../domain/refusals.ts';
import { isReachable, type ReachableUser } from '../domain/user.ts';
import { verifyPassword } from '../secrets/passwords.ts';
import type { Db } from '../store/database.ts';
import { forgetTries, takeTry } from '../store/rate-limits.ts';
import { findUserWithPassword } from '../store/users.ts';
import { passwordLimit } from './limits.ts';

/** The viewer's id. Throws UNAUTHENTICATED for anybody but a person who is logged in. */
export function viewerId({ viewer }: Pick<UsersContext, 'viewer'>): string {
  const id = userIdOf(viewer);
  if (id === null) throw unauthenticated();
  return id;
}

/**
 * The account of whoever asks, as it is now: an access token may be older than a suspension. Throws UNAUTHENTICATED
 * when there is none any more.
 */
export async function viewersAccount(
  context: Pick<UsersContext, 'viewer'>,
  db: Db,
): Promise<ReachableUser | ReturnType<typeof accountSuspended>> {
  return (await accountWithPassword(context, db)).user;
}

async function accountWithPassword(context: Pick<UsersContext, 'viewer'>, db: Db) {
  const found = await findUserWithPassword(db, { id: viewerId(context) });
  if (found === null || !isReachable(found.user)) throw unauthenticated();
  const user = found.user.status === 'SUSPENDED' ? accountSuspended() : found.user;
  return { user, passwordHash: found.passwordHash };
}

/** The viewer's account, once they have given its password again. Throws RATE_LIMITED after too many wrong ones. */
export async function confirmedAccount(
  context: UsersContext,
  password: string,
): Promise<ReachableUser | ReturnType<typeof accountSuspended | typeof invalidCredentials>> {
  const limit = passwordLimit(context, viewerId(context));
  await takeTry(context.db, [limit], context.now());
  const { user, passwordHash } = await accountWithPassword(context, context.db);
  if ('__typename' in user) return user;
  if (!(await verifyPassword(passwordHash, password))) return invalidCredentials();
  await forgetTries(context.db, limit.key);
  return user;
}
