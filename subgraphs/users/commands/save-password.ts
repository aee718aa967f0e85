import { newEvent, usersUser } from '@soko/events';
import { tellWithPrisma } from '@soko/outbox';
import type { UsersContext } from '../context.ts';
import type { ReachableUser } from '../domain/user.ts';
import type { Db } from '../store/database.ts';
import { revokeSessions } from '../store/sessions.ts';
import { endAccessTokens, saveUser } from '../store/users.ts';
import { sessionsRevoked } from './session-events.ts';

export interface PasswordChanged {
  __typename: 'PasswordChanged';
  changedAt: Date;
  sessionsEnded: number;
}

/** Saves a new password and ends all sessions except `exceptId`. The event makes notifications inform the owner. */
export async function savePassword(
  { trail, now }: Pick<UsersContext, 'trail' | 'now'>,
  tx: Db,
  before: ReachableUser,
  change: { passwordHash: string; by: 'OWNER' | 'RESET'; exceptId?: string },
): Promise<PasswordChanged> {
  const { passwordHash, by, ...except } = change;
  const changedAt = now();
  // A reset ends every session: one change of the account instead of a list of sessions.
  const all = change.exceptId === undefined ? endAccessTokens(changedAt) : {};
  const { version } = await saveUser(tx, before, { passwordHash, ...all });
  const ended = await revokeSessions(tx, { userId: before.id, ...except }, 'PASSWORD_CHANGED', changedAt);
  const { id: subject, email, firstName, locale } = before;
  const fact = { subject, sequence: version, data: { by, email, firstName, locale } };
  await tellWithPrisma(tx, [
    newEvent(usersUser, 'password_changed', fact, trail),
    ...sessionsRevoked(trail, ended, 'PASSWORD_CHANGED'),
  ]);
  return { __typename: 'PasswordChanged', changedAt, sessionsEnded: ended.length };
}
