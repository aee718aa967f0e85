import { requireUser } from '@soko/auth';
import { isRefusal } from '@soko/refusals';
import type { UsersContext } from '../context.ts';
import { type accountSuspended, invalidCredentials } from '../domain/refusals.ts';
import type { ReachableUser } from '../domain/user.ts';
import { passwordLimit } from './attempt-limits.ts';
import { loadOwnAccountWithPassword } from './load-own-account.ts';

/** Loads the viewer's account after checking its password. Throws RATE_LIMITED after too many wrong passwords. */
export async function confirmPassword(
  context: UsersContext,
  password: string,
): Promise<ReachableUser | ReturnType<typeof accountSuspended | typeof invalidCredentials>> {
  const limit = passwordLimit(context, requireUser(context.viewer).id);
  await context.limits.take([limit]);
  const { user, passwordHash } = await loadOwnAccountWithPassword(context, context.db);
  if (isRefusal(user)) return user;
  if (!(await context.passwords.verify(passwordHash, password))) return invalidCredentials();
  await context.limits.clear(limit);
  return user;
}
