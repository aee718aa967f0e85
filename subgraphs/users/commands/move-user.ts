import { notFound } from '@soko/errors';
import type { UsersContext } from '../context.ts';
import { wrongUserStatus } from '../domain/refusals.ts';
import { mayBecome, type User, type UserStatus } from '../domain/user.ts';
import type { Db } from '../store/database.ts';
import { recordStatusChange } from '../store/status-changes.ts';
import { endAccessTokens, findUser, saveUser } from '../store/users.ts';

export type WrongUser = ReturnType<typeof wrongUserStatus>;

/** Throws NOT_FOUND. */
export async function loadUser(tx: Db, id: string): Promise<User> {
  const user = await findUser(tx, id);
  if (user === null) throw notFound('The user');
  return user;
}

/**
 * Changes an account's status, if its state diagram allows it, and records the change with actor, time and reason. Access
 * tokens that were issued before are refused.
 */
export async function moveUser(
  { trail, now }: UsersContext,
  tx: Db,
  before: User,
  to: UserStatus,
  reason: string | null,
): Promise<User | WrongUser> {
  if (!mayBecome(before.status, to)) return wrongUserStatus(before.status);
  const after = await saveUser(tx, before, { status: to, ...endAccessTokens(now()) });
  const change = { entityId: before.id, from: before.status, to, actor: trail.actor, reason, at: now() };
  await recordStatusChange(tx, change);
  return after;
}
