import { requireUser } from '@soko/auth';
import { prismaTransaction } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { UsersContext } from '../context.ts';
import { checkPassword } from '../domain/password.ts';
import type { accountSuspended, invalidCredentials } from '../domain/refusals.ts';
import { confirmPassword } from './confirm-password.ts';
import { loadOwnAccount } from './load-own-account.ts';
import { type PasswordChanged, savePassword } from './save-password.ts';

export interface ChangePasswordInput {
  currentPassword: string;
  newPassword: string;
}

/** Replaces the viewer's password and ends all other sessions. */
export async function changePassword(
  context: UsersContext,
  input: ChangePasswordInput,
): Promise<PasswordChanged | ReturnType<typeof invalidCredentials | typeof accountSuspended>> {
  const { sessionId } = requireUser(context.viewer);
  const account = await confirmPassword(context, input.currentPassword);
  if (isRefusal(account)) return account;
  checkPassword(input.newPassword, account.email, 'newPassword');
  const passwordHash = await context.passwords.hash(input.newPassword);
  return prismaTransaction(context.db, async (tx) => {
    const user = await loadOwnAccount(context, tx);
    if (isRefusal(user)) return user;
    return savePassword(context, tx, user, { passwordHash, by: 'OWNER', exceptId: sessionId });
  });
}
