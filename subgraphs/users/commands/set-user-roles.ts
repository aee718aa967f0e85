import { type Role } from '@soko/auth';
import { tellWithPrisma } from '@soko/outbox';
import { prismaTransaction } from '@soko/postgres';
import type { UsersContext } from '../context.ts';
import { lastAdministrator, wrongUserStatus } from '../domain/refusals.ts';
import type { User } from '../domain/user.ts';
import { lockAdministrators } from '../store/users.ts';
import { endKeysWithoutRight } from './end-keys-without-right.ts';
import { loadUser } from './move-user.ts';
import { requireCurrentRole } from './require-current-role.ts';
import { saveRoles } from './save-roles.ts';

export interface SetUserRolesInput {
  userId: string;
  roles: readonly Role[];
}

/** Sets all roles of a user. When one is removed, access tokens that name it are refused. */
export async function setUserRoles(
  context: UsersContext,
  { userId, roles }: SetUserRolesInput,
): Promise<User | ReturnType<typeof lastAdministrator | typeof wrongUserStatus>> {
  return prismaTransaction(context.db, async (tx) => {
    const administrators = await lockAdministrators(tx);
    await requireCurrentRole(context, tx, 'ADMIN');
    const before = await loadUser(tx, userId);
    if (before.status === 'ERASED') return wrongUserStatus(before.status);
    if (!roles.includes('ADMIN') && administrators.join() === userId) return lastAdministrator();
    const { user, events } = await saveRoles(tx, context.trail, before, roles);
    await tellWithPrisma(tx, [...events, ...(await endKeysWithoutRight(context, tx, userId))]);
    return user;
  });
}
