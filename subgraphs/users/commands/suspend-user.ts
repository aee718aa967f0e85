import { hasRole } from '@soko/auth';
import { newEvent, usersUser } from '@soko/events';
import { forbidden, notFound } from '@soko/errors';
import type { UsersContext } from '../context.ts';
import { readLine } from '../domain/line.ts';
import { lastAdministrator, wrongUserStatus } from '../domain/refusals.ts';
import { mayBecome, type User, type UserStatus } from '../domain/user.ts';
import type { ReinstateUserInput, SuspendUserInput } from '../generated/graphql.ts';
import { type Db, inTransaction } from '../store/database.ts';
import { revokeSessions } from '../store/sessions.ts';
import { noteStatusChange } from '../store/status-changes.ts';
import { tell } from '../store/tell.ts';
import { findUser, lockAdministrators, saveUser } from '../store/users.ts';
import { requireRole } from './require-role.ts';
import { sessionsRevoked } from './session-events.ts';

async function load(tx: Db, id: string): Promise<User> {
  const user = await findUser(tx, id);
  if (user === null) throw notFound('This person');
  return user;
}

async function move(
  { trail, now }: UsersContext,
  tx: Db,
  before: User,
  to: UserStatus,
  reason: string | null,
): Promise<User> {
  const after = await saveUser(tx, before, { status: to });
  const change = { entityId: before.id, from: before.status, to, actor: trail.actor, reason, at: now() };
  await noteStatusChange(tx, change);
  return after;
}

/** Locks a person out: their sessions end, and with them, once they run out, the access tokens of these. */
export async function suspendUser(
  context: UsersContext,
  input: SuspendUserInput,
): Promise<User | ReturnType<typeof lastAdministrator | typeof wrongUserStatus>> {
  requireRole(context, 'SUPPORT');
  const reason = readLine(input.reason, 'reason', { max: 500 });
  const { trail, viewer } = context;
  return inTransaction(context.db, async (tx) => {
    const administrators = await lockAdministrators(tx);
    const before = await load(tx, input.userId);
    if (before.roles.includes('ADMIN') && !hasRole(viewer, 'ADMIN')) {
      throw forbidden('Only an administrator suspends an administrator.');
    }
    if (before.status !== 'ACTIVE') return wrongUserStatus(before.status);
    if (administrators.join() === before.id) return lastAdministrator();
    const user = await move(context, tx, before, 'SUSPENDED', reason);
    const ended = await revokeSessions(tx, { userId: user.id }, 'SUSPENDED', context.now());
    const fact = { subject: user.id, sequence: user.version, data: { reason } };
    await tell(tx, [newEvent(usersUser, 'suspended', fact, trail), ...sessionsRevoked(trail, ended, 'SUSPENDED')]);
    return user;
  });
}

/** Lets a suspended person in again. */
export async function reinstateUser(
  context: UsersContext,
  { userId }: ReinstateUserInput,
): Promise<User | ReturnType<typeof wrongUserStatus>> {
  requireRole(context, 'SUPPORT');
  return inTransaction(context.db, async (tx) => {
    const before = await load(tx, userId);
    if (before.status !== 'SUSPENDED' || !mayBecome(before.status, 'ACTIVE')) return wrongUserStatus(before.status);
    const user = await move(context, tx, before, 'ACTIVE', null);
    const fact = { subject: user.id, sequence: user.version, data: {} };
    await tell(tx, [newEvent(usersUser, 'reinstated', fact, context.trail)]);
    return user;
  });
}
