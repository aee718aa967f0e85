import { badUserInput } from '@soko/errors';
import { readEmail } from '@soko/input';
import { isRefusal } from '@soko/refusals';
import type { UsersContext } from '../context.ts';
import type { OtpChallenge } from '../domain/otp-challenge.ts';
import type { accountSuspended, invalidCredentials } from '../domain/refusals.ts';
import { findUserWithPassword } from '../store/users.ts';
import { confirmPassword } from './confirm-password.ts';
import { sendChallenge } from './send-challenge.ts';

export interface RequestEmailChangeInput {
  email: string;
  password: string;
}

/** Sends a code to a new address. For an address that is in use nothing is sent, and the result is the same. */
export async function requestEmailChange(
  context: UsersContext,
  input: RequestEmailChangeInput,
): Promise<OtpChallenge | ReturnType<typeof invalidCredentials | typeof accountSuspended>> {
  const to = readEmail(input.email, 'email');
  const account = await confirmPassword(context, input.password);
  if (isRefusal(account)) return account;
  if (to === account.email) throw badUserInput('This is already the email address of the account.', 'email');
  const holder = await findUserWithPassword(context.db, { email: to });
  const isFree = holder === null || holder.user.status === 'PENDING_VERIFICATION';
  return sendChallenge(context, {
    userId: isFree ? account.id : null,
    channel: 'EMAIL',
    purpose: 'EMAIL_CHANGE',
    to,
    locale: account.locale,
  });
}
