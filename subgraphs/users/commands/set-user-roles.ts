import { requireRole, type Role } from '@soko/auth';
import { tellWithPrisma } from '@soko/outbox';
import { prismaTransaction } from '@soko/postgres';
import type { UsersContext } from '../context.ts';
import { lastAdministrator, wrongUserStatus } from '../domain/refusals.ts';
import type { User } from '../domain/user.ts';
import { lockAdministrators } from '../store/users.ts';
import { loadUser } from './move-user.ts';
import { saveRoles } from './save-roles.ts';

export interface SetUserRolesInput {
  userId: string;
  roles: readonly Role[];
}

/** Sets all roles of a user. They apply to access tokens that are signed afterwards. */
export async function setUserRoles(
  context: UsersContext,
  { userId, roles }: SetUserRolesInput,
): Promise<User | ReturnType<typeof lastAdministrator | typeof wrongUserStatus>> {
  requireRole(context.viewer, 'ADMIN');
  return prismaTransaction(context.db, async (tx) => {
    const administrators = await lockAdministrators(tx);
    const before = await loadUser(tx, userId);
    if (before.status === 'ERASED') return wrongUserStatus(before.status);
    if (!roles.includes('ADMIN') && administrators.join() === userId) return lastAdministrator();
    const { user, events } = await saveRoles(tx, context.trail, before, roles);
    await tellWithPrisma(tx, events);
    return user;
  });
}
