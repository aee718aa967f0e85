import { badUserInput, notFound } from '@soko/errors';
import { readLine } from '@soko/input';
import type { UsersContext } from '../context.ts';
import type { OtpChallenge, OtpPurpose } from '../domain/otp-challenge.ts';
import { accountSuspended } from '../domain/refusals.ts';
import { isReachable } from '../domain/user.ts';
import { findChallengeOf } from '../store/otp-challenges.ts';
import { findUser } from '../store/users.ts';
import { sendChallenge } from './send-challenge.ts';

/** Purposes for which other services ask for a code. */
const ofServices: readonly OtpPurpose[] = ['WITHDRAW'];

/**
 * Sends a user a code on behalf of another service: to their verified phone number, or else to their email address. A
 * service that got no answer repeats the request with the same `reference`, and gets the challenge of the code that was sent.
 */
export async function challengeUser(
  context: UsersContext,
  input: { userId: string; purpose: OtpPurpose; reference?: string | null | undefined },
): Promise<OtpChallenge | ReturnType<typeof accountSuspended>> {
  const { userId, purpose } = input;
  const reference = input.reference == null ? null : readLine(input.reference, 'reference', { max: 256 });
  if (!ofServices.includes(purpose)) throw badUserInput(`Services send no codes for ${purpose}.`, 'purpose');
  const user = await findUser(context.db, userId);
  if (user === null || !isReachable(user)) throw notFound('The user');
  if (user.status === 'SUSPENDED') return accountSuspended();
  const sent =
    reference === null ? null : await findChallengeOf(context.db, { userId, purpose, reference, now: context.now() });
  if (sent !== null) return sent;
  const { phone, phoneVerifiedAt, email, locale } = user;
  const bySms = phone !== null && phoneVerifiedAt !== null;
  return sendChallenge(context, {
    userId,
    purpose,
    locale,
    reference,
    channel: bySms ? 'SMS' : 'EMAIL',
    to: bySms ? phone : email,
  });
}
