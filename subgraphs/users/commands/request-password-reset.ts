import type { UsersContext } from '../context.ts';
import { readEmail } from '../domain/email.ts';
import type { OtpChallenge } from '../domain/otp-challenge.ts';
import { localAccountsDisabled } from '../domain/refusals.ts';
import type { RequestPasswordResetInput } from '../generated/graphql.ts';
import { findUserWithPassword } from '../store/users.ts';
import { sendChallenge } from './send-challenge.ts';

/** Sends a code for a new password; for an unknown address nothing is sent and the answer is the same. */
export async function requestPasswordReset(
  context: UsersContext,
  input: RequestPasswordResetInput,
): Promise<OtpChallenge | ReturnType<typeof localAccountsDisabled>> {
  if (!context.settings.localAccounts) return localAccountsDisabled();
  const to = readEmail(input.email);
  const found = await findUserWithPassword(context.db, { email: to });
  return sendChallenge(context, {
    userId: found?.user.id ?? null,
    channel: 'EMAIL',
    purpose: 'RESET',
    to,
    locale: found?.user.locale ?? 'en',
  });
}
