import { newEvent, usersUser } from '@soko/events';
import { tellWithPrisma } from '@soko/outbox';
import { prismaTransaction } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { UsersContext } from '../context.ts';
import { wrongUserStatus } from '../domain/refusals.ts';
import type { User } from '../domain/user.ts';
import { loadUser, moveUser, type WrongUser } from './move-user.ts';
import { requireCurrentRole } from './require-current-role.ts';

export interface ReinstateUserInput {
  userId: string;
}

/** Reactivates a suspended account. */
export async function reinstateUser(context: UsersContext, { userId }: ReinstateUserInput): Promise<User | WrongUser> {
  return prismaTransaction(context.db, async (tx) => {
    await requireCurrentRole(context, tx, 'SUPPORT');
    const before = await loadUser(tx, userId);
    if (before.status !== 'SUSPENDED') return wrongUserStatus(before.status);
    const user = await moveUser(context, tx, before, 'ACTIVE', null);
    if (isRefusal(user)) return user;
    const fact = { subject: user.id, sequence: user.version, data: {} };
    await tellWithPrisma(tx, [newEvent(usersUser, 'reinstated', fact, context.trail)]);
    return user;
  });
}
