import type { UsersContext } from '../context.ts';
import { checkPassword } from '../domain/password.ts';
import { codeExpired, localAccountsDisabled } from '../domain/refusals.ts';
import { isReachable } from '../domain/user.ts';
import type { ResetPasswordInput } from '../generated/graphql.ts';
import { hashPassword } from '../secrets/passwords.ts';
import { inTransaction } from '../store/database.ts';
import { expireChallenges } from '../store/otp-challenges.ts';
import { findUser } from '../store/users.ts';
import { type PasswordChanged, setPassword } from './set-password.ts';
import { type CodeRefusal, findOpenChallenge, readCode, tryChallenge } from './try-challenge.ts';

/** Sets a new password with a code, and ends every session: whoever knew the old password is out. */
export async function resetPassword(
  context: UsersContext,
  input: ResetPasswordInput,
): Promise<PasswordChanged | CodeRefusal | ReturnType<typeof localAccountsDisabled>> {
  if (!context.settings.localAccounts) return localAccountsDisabled();
  const code = readCode(input.code);
  const challenge = await findOpenChallenge(context.db, input.challengeId, ['RESET']);
  checkPassword(input.newPassword, challenge.sentTo, 'newPassword');
  const passwordHash = await hashPassword(input.newPassword);
  return inTransaction(context.db, async (tx) => {
    const met = await tryChallenge(context, tx, challenge, code);
    if ('__typename' in met) return met;
    const user = await findUser(tx, met.userId);
    if (user === null || !isReachable(user)) return codeExpired();
    await expireChallenges(tx, user.id, 'RESET');
    return setPassword(context, tx, user, { passwordHash, by: 'RESET' });
  });
}
