import { readEmail } from '@soko/input';
import type { UsersContext } from '../context.ts';
import type { OtpChallenge } from '../domain/otp-challenge.ts';
import { localAccountsDisabled } from '../domain/refusals.ts';
import { findUserWithPassword } from '../store/users.ts';
import { sendChallenge } from './send-challenge.ts';

export interface RequestPasswordResetInput {
  email: string;
}

/** Sends a code for a new password. For an unknown address nothing is sent, and the result is the same. */
export async function requestPasswordReset(
  context: UsersContext,
  input: RequestPasswordResetInput,
): Promise<OtpChallenge | ReturnType<typeof localAccountsDisabled>> {
  if (!context.settings.localAccounts) return localAccountsDisabled();
  const to = readEmail(input.email, 'email');
  const found = await findUserWithPassword(context.db, { email: to });
  return sendChallenge(context, {
    userId: found?.user.id ?? null,
    channel: 'EMAIL',
    purpose: 'RESET',
    to,
    locale: found?.user.locale ?? 'en',
  });
}
