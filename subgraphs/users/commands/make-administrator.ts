import { tellWithPrisma } from '@soko/outbox';
import { prismaTransaction } from '@soko/postgres';
import type { UsersContext } from '../context.ts';
import type { UserStatus } from '../domain/user.ts';
import { findUserIdByEmail, lockUser } from '../store/users.ts';
import { activateUser } from './activate-user.ts';
import { loadUser } from './move-user.ts';
import { saveRoles } from './save-roles.ts';

export type MadeAdministrator =
  | { outcome: 'granted' }
  | { outcome: 'already an administrator' }
  | { outcome: 'no account' }
  | { outcome: 'wrong status'; status: UserStatus };

/**
 * Adds the role ADMIN to the active account with this email address. It is for the operator of an installation, who makes
 * the first administrator; `setUserRoles` is for administrators. `acceptsUnverified` makes an account active whose address
 * was never verified: the operator vouches for it. The caller passes the address in its one spelling.
 */
export const makeAdministrator = (
  context: Pick<UsersContext, 'db' | 'trail' | 'now'>,
  email: string,
  { acceptsUnverified = false }: { acceptsUnverified?: boolean } = {},
): Promise<MadeAdministrator> =>
  prismaTransaction(context.db, async (tx) => {
    const id = await findUserIdByEmail(tx, email);
    if (id === null) return { outcome: 'no account' };
    await lockUser(tx, id);
    const { trail } = context;
    const found = await loadUser(tx, id);
    const activates = acceptsUnverified && found.status === 'PENDING_VERIFICATION';
    const before = activates ? await activateUser(context, tx, found, { candidate: null, actor: trail.actor }) : found;
    if (before.status !== 'ACTIVE') return { outcome: 'wrong status', status: before.status };
    if (before.roles.includes('ADMIN')) return { outcome: 'already an administrator' };
    const { events } = await saveRoles(tx, trail, before, [...before.roles, 'ADMIN']);
    await tellWithPrisma(tx, events);
    return { outcome: 'granted' };
  });
