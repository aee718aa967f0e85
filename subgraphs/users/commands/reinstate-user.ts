import { newEvent, usersUser } from '@soko/events';
import type { UsersContext } from '../context.ts';
import { wrongUserStatus } from '../domain/refusals.ts';
import type { User } from '../domain/user.ts';
import type { ReinstateUserInput } from '../generated/graphql.ts';
import { inTransaction } from '../store/database.ts';
import { tell } from '../store/tell.ts';
import { requireRole } from './require-role.ts';
import { loadUser, moveUser, type WrongUser } from './user-status.ts';

/** Lets a suspended person in again. */
export async function reinstateUser(context: UsersContext, { userId }: ReinstateUserInput): Promise<User | WrongUser> {
  requireRole(context, 'SUPPORT');
  return inTransaction(context.db, async (tx) => {
    const before = await loadUser(tx, userId);
    if (before.status !== 'SUSPENDED') return wrongUserStatus(before.status);
    const user = await moveUser(context, tx, before, 'ACTIVE', null);
    if ('__typename' in user) return user;
    const fact = { subject: user.id, sequence: user.version, data: {} };
    await tell(tx, [newEvent(usersUser, 'reinstated', fact, context.trail)]);
    return user;
  });
}
