import type { UsersContext } from '../context.ts';
import { checkPassword } from '../domain/password.ts';
import type { accountSuspended, invalidCredentials } from '../domain/refusals.ts';
import type { ChangePasswordInput } from '../generated/graphql.ts';
import { hashPassword } from '../secrets/passwords.ts';
import { inTransaction } from '../store/database.ts';
import { type PasswordChanged, setPassword } from './set-password.ts';
import { confirmedAccount, viewersAccount } from './viewers-account.ts';

/** Sets a new password with the old one, and ends every session but this. */
export async function changePassword(
  context: UsersContext,
  input: ChangePasswordInput,
): Promise<PasswordChanged | ReturnType<typeof invalidCredentials | typeof accountSuspended>> {
  const account = await confirmedAccount(context, input.currentPassword);
  if ('__typename' in account) return account;
  checkPassword(input.newPassword, account.email, 'newPassword');
  const passwordHash = await hashPassword(input.newPassword);
  const { viewer } = context;
  return inTransaction(context.db, async (tx) => {
    const user = await viewersAccount(context, tx);
    if ('__typename' in user) return user;
    const except = viewer.kind === 'user' ? { exceptId: viewer.sessionId } : {};
    return setPassword(context, tx, user, { passwordHash, by: 'OWNER', ...except });
  });
}
