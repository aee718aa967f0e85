import { prismaTransaction } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { UsersContext } from '../context.ts';
import type { accountSuspended, invalidCredentials } from '../domain/refusals.ts';
import type { User } from '../domain/user.ts';
import { saveUser } from '../store/users.ts';
import { confirmPassword } from './confirm-password.ts';
import { loadOwnAccount } from './load-own-account.ts';

export interface SetTwoStepLogInInput {
  enabled: boolean;
  password: string;
}

/** Turns the second log-in step on or off. */
export async function setTwoStepLogIn(
  context: UsersContext,
  { enabled, password }: SetTwoStepLogInInput,
): Promise<User | ReturnType<typeof invalidCredentials | typeof accountSuspended>> {
  const account = await confirmPassword(context, password);
  if (isRefusal(account)) return account;
  return prismaTransaction(context.db, async (tx) => {
    const user = await loadOwnAccount(context, tx);
    return isRefusal(user) ? user : saveUser(tx, user, { twoStepLogIn: enabled });
  });
}
