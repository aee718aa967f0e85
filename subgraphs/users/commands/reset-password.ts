import { readCode } from '@soko/input';
import { prismaTransaction } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { UsersContext } from '../context.ts';
import type { OtpChallenge } from '../domain/otp-challenge.ts';
import { checkPassword } from '../domain/password.ts';
import { codeExpired, codeUsed, localAccountsDisabled } from '../domain/refusals.ts';
import { isReachable } from '../domain/user.ts';
import { expireChallenges } from '../store/otp-challenges.ts';
import { countPasswordEnded } from '../store/sessions.ts';
import { findUser, findUserWithPassword } from '../store/users.ts';
import { logInLimits } from './attempt-limits.ts';
import { findChallengeFor } from './find-challenge-for.ts';
import { findVerified } from './find-verified.ts';
import { type PasswordChanged, savePassword } from './save-password.ts';
import { type CodeRefusal, verifyCode } from './verify-code.ts';

export interface ResetPasswordInput {
  challengeId: string;
  code: string;
  newPassword: string;
}

/** The answer to a repeat with the right code: the same as before while the password is this one. Null for other requests. */
async function findReset(
  context: UsersContext,
  challenge: OtpChallenge,
  { code, newPassword }: { code: string; newPassword: string },
): Promise<PasswordChanged | CodeRefusal | null> {
  const changedAt = await findVerified(context, challenge, code);
  if (changedAt === null || challenge.userId === null) return null;
  const found = await findUserWithPassword(context.db, { id: challenge.userId });
  const isSame = await context.passwords.verify(found?.passwordHash ?? null, newPassword);
  if (!isSame) return codeUsed('Ask for another to set another password.');
  const sessionsEnded = await countPasswordEnded(context.db, challenge.userId, changedAt);
  return { __typename: 'PasswordChanged', changedAt, sessionsEnded };
}

/** Sets a new password with a code. Ends all sessions, because another person may know the old password. */
export async function resetPassword(
  context: UsersContext,
  input: ResetPasswordInput,
): Promise<PasswordChanged | CodeRefusal | ReturnType<typeof localAccountsDisabled>> {
  if (!context.settings.localAccounts) return localAccountsDisabled();
  const code = readCode(input.code);
  const challenge = await findChallengeFor(context.db, input.challengeId, ['RESET']);
  checkPassword(input.newPassword, challenge.sentTo, 'newPassword');
  const done = await prismaTransaction(context.db, async (tx): Promise<PasswordChanged | CodeRefusal> => {
    const verified = await verifyCode(context, tx, challenge, code);
    if (isRefusal(verified)) return verified;
    const user = await findUser(tx, verified.userId);
    if (user === null || !isReachable(user)) return codeExpired();
    await expireChallenges(tx, user.id, 'RESET');
    // Hashing is expensive, so only the right code leads to it.
    const passwordHash = await context.passwords.hash(input.newPassword);
    return savePassword(context, tx, user, { passwordHash, by: 'RESET' });
  });
  if (isRefusal(done)) {
    const isClosed = done.__typename === 'CodeExpired';
    return (isClosed ? await findReset(context, challenge, { code, newPassword: input.newPassword }) : null) ?? done;
  }
  // The owner may log in now, also from a new address.
  await context.limits.clear(logInLimits(context, challenge.sentTo, false)[0]);
  return done;
}
