import { type Actor, newEvent, usersUser } from '@soko/events';
import { tellWithPrisma } from '@soko/outbox';
import { isReachable, type User } from '../domain/user.ts';
import type { OtpChallenge } from '../domain/otp-challenge.ts';
import type { UsersContext } from '../context.ts';
import type { Db } from '../store/database.ts';
import { expireChallenges } from '../store/otp-challenges.ts';
import { recordStatusChange } from '../store/status-changes.ts';
import { saveUser } from '../store/users.ts';
import { contactChanged } from './contact-changed.ts';

/** Makes an account active whose owner is known now: by a code, or by the word of the operator. */
export async function activateUser(
  context: Pick<UsersContext, 'now' | 'trail'>,
  tx: Db,
  user: User,
  { candidate, actor }: Pick<OtpChallenge, 'candidate'> & { actor: Actor },
): Promise<User> {
  const now = context.now();
  const active = await saveUser(tx, user, { ...candidate, status: 'ACTIVE', emailVerifiedAt: now });
  await expireChallenges(tx, user.id, 'SIGNUP');
  await recordStatusChange(tx, {
    entityId: user.id,
    from: user.status,
    to: active.status,
    actor,
    reason: null,
    at: now,
  });
  const fact = { subject: user.id, sequence: active.version, data: {} };
  const contact = candidate !== null && isReachable(active) ? [contactChanged(context.trail, active)] : [];
  await tellWithPrisma(tx, [...contact, newEvent(usersUser, 'verified', fact, context.trail)]);
  return active;
}
