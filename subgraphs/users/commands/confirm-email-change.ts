import { requireUser } from '@soko/auth';
import { readCode } from '@soko/input';
import { tellWithPrisma } from '@soko/outbox';
import { isUniqueViolation, prismaTransaction } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { UsersContext } from '../context.ts';
import { type accountSuspended, emailTaken } from '../domain/refusals.ts';
import { isReachable, type User } from '../domain/user.ts';
import type { Db } from '../store/database.ts';
import { expireChallenges } from '../store/otp-challenges.ts';
import { findUserWithPassword, saveUser } from '../store/users.ts';
import { contactChanged } from './contact-changed.ts';
import { eraseUser } from './erase-user.ts';
import { findChallengeFor } from './find-challenge-for.ts';
import { loadOwnAccount } from './load-own-account.ts';
import { type CodeRefusal, verifyCode } from './verify-code.ts';

export interface ConfirmEmailChangeInput {
  challengeId: string;
  code: string;
}

/** Returns true when the address is free. An unverified account that holds it is erased: it never proved the address. */
async function freeAddress(context: UsersContext, tx: Db, email: string): Promise<boolean> {
  const holder = await findUserWithPassword(tx, { email });
  if (holder === null) return true;
  if (holder.user.status !== 'PENDING_VERIFICATION') return false;
  await eraseUser(context, tx, holder.user);
  return true;
}

/** Gives the viewer a verified new email address. The event carries the previous address, which is notified. */
export async function confirmEmailChange(
  context: UsersContext,
  input: ConfirmEmailChangeInput,
): Promise<User | CodeRefusal | ReturnType<typeof emailTaken | typeof accountSuspended>> {
  const code = readCode(input.code);
  const { id: viewerId } = requireUser(context.viewer);
  const challenge = await findChallengeFor(context.db, input.challengeId, ['EMAIL_CHANGE'], viewerId);
  const work = prismaTransaction(context.db, async (tx) => {
    const before = await loadOwnAccount(context, tx);
    if (isRefusal(before)) return before;
    const verified = await verifyCode(context, tx, challenge, code);
    if (isRefusal(verified)) return verified;
    if (!(await freeAddress(context, tx, verified.sentTo))) return emailTaken();
    const user = await saveUser(tx, before, { email: verified.sentTo, emailVerifiedAt: context.now() });
    await expireChallenges(tx, user.id, 'EMAIL_CHANGE');
    await tellWithPrisma(tx, isReachable(user) ? [contactChanged(context.trail, user, before.email)] : []);
    return user;
  });
  return work.catch((error: unknown) => {
    if (isUniqueViolation(error, 'email')) return emailTaken();
    throw error;
  });
}
