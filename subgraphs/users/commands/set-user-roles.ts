import { notFound } from '@soko/errors';
import type { UsersContext } from '../context.ts';
import { lastAdministrator, wrongUserStatus } from '../domain/refusals.ts';
import type { User } from '../domain/user.ts';
import type { SetUserRolesInput } from '../generated/graphql.ts';
import { inTransaction } from '../store/database.ts';
import { tell } from '../store/tell.ts';
import { findUser, lockAdministrators } from '../store/users.ts';
import { requireRole } from './require-role.ts';
import { setRoles } from './set-roles.ts';

/** Says which roles a person holds. The new ones are in the access tokens that are signed from now on. */
export async function setUserRoles(
  context: UsersContext,
  { userId, roles }: SetUserRolesInput,
): Promise<User | ReturnType<typeof lastAdministrator | typeof wrongUserStatus>> {
  requireRole(context, 'ADMIN');
  return inTransaction(context.db, async (tx) => {
    const administrators = await lockAdministrators(tx);
    const before = await findUser(tx, userId);
    if (before === null) throw notFound('This person');
    if (before.status === 'ERASED') return wrongUserStatus(before.status);
    if (!roles.includes('ADMIN') && administrators.join() === userId) return lastAdministrator();
    const { user, events } = await setRoles(tx, context.trail, before, roles);
    await tell(tx, events);
    return user;
  });
}
