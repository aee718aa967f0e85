import { tellWithPrisma } from '@soko/outbox';
import { prismaTransaction } from '@soko/postgres';
import type { UsersContext } from '../context.ts';
import type { UserStatus } from '../domain/user.ts';
import { findUserIdByEmail, lockUser } from '../store/users.ts';
import { loadUser } from './move-user.ts';
import { saveRoles } from './save-roles.ts';

export type MadeAdministrator =
  | { outcome: 'granted' }
  | { outcome: 'already an administrator' }
  | { outcome: 'no account' }
  | { outcome: 'wrong status'; status: UserStatus };

/**
 * Adds the role ADMIN to the active account with this email address. It is for the operator of an installation, who makes
 * the first administrator; `setUserRoles` is for administrators. The caller passes the address in its one spelling.
 */
export const makeAdministrator = (
  { db, trail }: Pick<UsersContext, 'db' | 'trail'>,
  email: string,
): Promise<MadeAdministrator> =>
  prismaTransaction(db, async (tx) => {
    const id = await findUserIdByEmail(tx, email);
    if (id === null) return { outcome: 'no account' };
    await lockUser(tx, id);
    const before = await loadUser(tx, id);
    if (before.status !== 'ACTIVE') return { outcome: 'wrong status', status: before.status };
    if (before.roles.includes('ADMIN')) return { outcome: 'already an administrator' };
    const { events } = await saveRoles(tx, trail, before, [...before.roles, 'ADMIN']);
    await tellWithPrisma(tx, events);
    return { outcome: 'granted' };
  });
