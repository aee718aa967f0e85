import { badUserInput } from '@soko/errors';
import type { UsersContext } from '../context.ts';
import { readEmail } from '../domain/email.ts';
import type { OtpChallenge } from '../domain/otp-challenge.ts';
import type { accountSuspended, invalidCredentials } from '../domain/refusals.ts';
import type { RequestEmailChangeInput } from '../generated/graphql.ts';
import { findUserWithPassword } from '../store/users.ts';
import { sendChallenge } from './send-challenge.ts';
import { confirmedAccount } from './viewers-account.ts';

/** Sends a code to a new address. Nothing is sent to one that is in use, and the answer is the same. */
export async function requestEmailChange(
  context: UsersContext,
  input: RequestEmailChangeInput,
): Promise<OtpChallenge | ReturnType<typeof invalidCredentials | typeof accountSuspended>> {
  const to = readEmail(input.email);
  const account = await confirmedAccount(context, input.password);
  if ('__typename' in account) return account;
  if (to === account.email) throw badUserInput('This is your address already.', 'email');
  const holder = await findUserWithPassword(context.db, { email: to });
  const free = holder === null || holder.user.status === 'PENDING_VERIFICATION';
  return sendChallenge(context, {
    userId: free ? account.id : null,
    channel: 'EMAIL',
    purpose: 'EMAIL_CHANGE',
    to,
    locale: account.locale,
  });
}
