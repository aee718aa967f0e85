import type { UsersContext } from '../context.ts';
import type { accountSuspended, invalidCredentials } from '../domain/refusals.ts';
import type { User } from '../domain/user.ts';
import type { SetTwoStepLogInInput } from '../generated/graphql.ts';
import { inTransaction } from '../store/database.ts';
import { saveUser } from '../store/users.ts';
import { confirmedAccount, viewersAccount } from './viewers-account.ts';

/** Turns the second step of log-in on or off. */
export async function setTwoStepLogIn(
  context: UsersContext,
  { enabled, password }: SetTwoStepLogInInput,
): Promise<User | ReturnType<typeof invalidCredentials | typeof accountSuspended>> {
  const account = await confirmedAccount(context, password);
  if ('__typename' in account) return account;
  return inTransaction(context.db, async (tx) => {
    const user = await viewersAccount(context, tx);
    return '__typename' in user ? user : saveUser(tx, user, { twoStepLogIn: enabled });
  });
}
