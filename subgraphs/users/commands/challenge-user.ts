import { badUserInput, notFound } from '@soko/errors';
import type { UsersContext } from '../context.ts';
import type { OtpChallenge, OtpPurpose } from '../domain/otp-challenge.ts';
import { accountSuspended } from '../domain/refusals.ts';
import { isReachable } from '../domain/user.ts';
import { findUser } from '../store/users.ts';
import { sendChallenge } from './send-challenge.ts';

/** Purposes for which other services ask for a code. */
const ofServices: readonly OtpPurpose[] = ['WITHDRAW'];

/** Sends a user a code on behalf of another service: to their verified phone number, or else to their email address. */
export async function challengeUser(
  context: UsersContext,
  { userId, purpose }: { userId: string; purpose: OtpPurpose },
): Promise<OtpChallenge | ReturnType<typeof accountSuspended>> {
  if (!ofServices.includes(purpose)) throw badUserInput(`Services send no codes for ${purpose}.`, 'purpose');
  const user = await findUser(context.db, userId);
  if (user === null || !isReachable(user)) throw notFound('The user');
  if (user.status === 'SUSPENDED') return accountSuspended();
  const { phone, phoneVerifiedAt, email, locale } = user;
  const bySms = phone !== null && phoneVerifiedAt !== null;
  return sendChallenge(context, {
    userId,
    purpose,
    locale,
    channel: bySms ? 'SMS' : 'EMAIL',
    to: bySms ? phone : email,
  });
}
