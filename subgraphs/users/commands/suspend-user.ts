import { hasRole } from '@soko/auth';
import { forbidden } from '@soko/errors';
import { newEvent, usersUser } from '@soko/events';
import { tellWithPrisma } from '@soko/outbox';
import { prismaTransaction } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { UsersContext } from '../context.ts';
import { readReason } from '../domain/reason.ts';
import { lastAdministrator } from '../domain/refusals.ts';
import type { User } from '../domain/user.ts';
import { revokeSessions } from '../store/sessions.ts';
import { lockAdministrators } from '../store/users.ts';
import { endKeysWithoutRight } from './end-keys-without-right.ts';
import { loadUser, moveUser, type WrongUser } from './move-user.ts';
import { requireCurrentRole } from './require-current-role.ts';
import { sessionsRevoked } from './session-events.ts';

export interface SuspendUserInput {
  userId: string;
  reason: string;
}

/** Suspends an account and ends its sessions. Its access tokens and API keys stop working. */
export async function suspendUser(
  context: UsersContext,
  input: SuspendUserInput,
): Promise<User | WrongUser | ReturnType<typeof lastAdministrator>> {
  const reason = readReason(input.reason);
  const { trail } = context;
  return prismaTransaction(context.db, async (tx) => {
    const administrators = await lockAdministrators(tx);
    const viewer = await requireCurrentRole(context, tx, 'SUPPORT');
    const before = await loadUser(tx, input.userId);
    if (before.roles.includes('ADMIN') && !hasRole(viewer, 'ADMIN')) {
      throw forbidden('Suspending an administrator requires the role ADMIN.');
    }
    if (administrators.join() === before.id) return lastAdministrator();
    const user = await moveUser(context, tx, before, 'SUSPENDED', reason);
    if (isRefusal(user)) return user;
    const ended = await revokeSessions(tx, { userId: user.id }, 'SUSPENDED', context.now());
    const fact = { subject: user.id, sequence: user.version, data: { reason } };
    const suspended = newEvent(usersUser, 'suspended', fact, trail);
    const keys = await endKeysWithoutRight(context, tx, user.id);
    await tellWithPrisma(tx, [suspended, ...sessionsRevoked(trail, ended, 'SUSPENDED'), ...keys]);
    return user;
  });
}
