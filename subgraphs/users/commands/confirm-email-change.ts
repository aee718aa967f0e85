import { requireUser } from '@soko/auth';
import { readCode } from '@soko/input';
import { tellWithPrisma } from '@soko/outbox';
import { isUniqueViolation, prismaTransaction } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { UsersContext } from '../context.ts';
import { type accountSuspended, codeUsed, emailTaken } from '../domain/refusals.ts';
import { isReachable, type User } from '../domain/user.ts';
import type { Db } from '../store/database.ts';
import { expireChallenges } from '../store/otp-challenges.ts';
import { findUserWithPassword, saveUser } from '../store/users.ts';
import { contactChanged } from './contact-changed.ts';
import { eraseUser } from './erase-user.ts';
import { findChallengeFor } from './find-challenge-for.ts';
import { findVerified } from './find-verified.ts';
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

type Result = User | CodeRefusal | ReturnType<typeof emailTaken | typeof accountSuspended>;

/** The answer to a repeat: the account while it has the address, or why it has not. */
async function stateOf(context: UsersContext, email: string): Promise<Result> {
  const account = await loadOwnAccount(context, context.db);
  if (isRefusal(account) || account.email === email) return account;
  const holder = await findUserWithPassword(context.db, { email });
  const isTaken = holder !== null && holder.user.status !== 'PENDING_VERIFICATION';
  return isTaken ? emailTaken() : codeUsed('Ask for the change again.');
}

/** Gives the viewer a verified new email address. The event carries the previous address, which is notified. */
export async function confirmEmailChange(context: UsersContext, input: ConfirmEmailChangeInput): Promise<Result> {
  const code = readCode(input.code);
  const { id: viewerId } = requireUser(context.viewer);
  const challenge = await findChallengeFor(context.db, input.challengeId, ['EMAIL_CHANGE'], viewerId);
  const work = prismaTransaction(context.db, async (tx): Promise<Result> => {
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
  const result = await work.catch((error: unknown) => {
    if (isUniqueViolation(error, 'email')) return emailTaken();
    throw error;
  });
  const mayBeRepeat = isRefusal(result) && result.__typename === 'CodeExpired';
  if (!mayBeRepeat || (await findVerified(context, challenge, code)) === null) return result;
  return stateOf(context, challenge.sentTo);
}
