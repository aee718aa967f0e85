import { hasRole } from '@soko/auth';
import { newEvent, usersUser } from '@soko/events';
import { forbidden } from '@soko/errors';
import type { UsersContext } from '../context.ts';
import { readReason } from '../domain/line.ts';
import { lastAdministrator } from '../domain/refusals.ts';
import type { User } from '../domain/user.ts';
import type { SuspendUserInput } from '../generated/graphql.ts';
import { inTransaction } from '../store/database.ts';
import { revokeSessions } from '../store/sessions.ts';
import { tell } from '../store/tell.ts';
import { lockAdministrators } from '../store/users.ts';
import { requireRole } from './require-role.ts';
import { sessionsRevoked } from './session-events.ts';
import { loadUser, moveUser, type WrongUser } from './user-status.ts';

/** Locks a person out: their sessions end, and with them, once they run out, the access tokens of these. */
export async function suspendUser(
  context: UsersContext,
  input: SuspendUserInput,
): Promise<User | WrongUser | ReturnType<typeof lastAdministrator>> {
  requireRole(context, 'SUPPORT');
  const reason = readReason(input.reason);
  const { trail, viewer } = context;
  return inTransaction(context.db, async (tx) => {
    const administrators = await lockAdministrators(tx);
    const before = await loadUser(tx, input.userId);
    if (before.roles.includes('ADMIN') && !hasRole(viewer, 'ADMIN')) {
      throw forbidden('Only an administrator suspends an administrator.');
    }
    if (administrators.join() === before.id) return lastAdministrator();
    const user = await moveUser(context, tx, before, 'SUSPENDED', reason);
    if ('__typename' in user) return user;
    const ended = await revokeSessions(tx, { userId: user.id }, 'SUSPENDED', context.now());
    const fact = { subject: user.id, sequence: user.version, data: { reason } };
    await tell(tx, [newEvent(usersUser, 'suspended', fact, trail), ...sessionsRevoked(trail, ended, 'SUSPENDED')]);
    return user;
  });
}
