import { badUserInput, notFound } from '@soko/errors';
import { readLine } from '@soko/input';
import { pollUntil } from '@soko/retry';
import { GraphQLError } from 'graphql';
import type { UsersContext } from '../context.ts';
import type { OtpChallenge, OtpPurpose } from '../domain/otp-challenge.ts';
import { accountSuspended } from '../domain/refusals.ts';
import { isReachable } from '../domain/user.ts';
import { findChallengeOf } from '../store/otp-challenges.ts';
import { findUser } from '../store/users.ts';
import { sendChallenge } from './send-challenge.ts';

/** Purposes for which other services ask for a code. */
const ofServices: readonly OtpPurpose[] = ['WITHDRAW', 'KEY_EXPORT'];

/** Time that a request with the same reference gets to save its code, in milliseconds. */
const siblingMs = 2_000;

const isRateLimited = (error: unknown): boolean =>
  error instanceof GraphQLError && error.extensions['code'] === 'RATE_LIMITED';

/**
 * Sends a user a code on behalf of another service: to their verified phone number, or else to their email address. One
 * for a private key goes to the email address alone, because a person with a stolen session could enter and verify a phone
 * of their own; another email address needs the password. A service that got no answer repeats the request with the same `reference`, and gets the challenge of the code that was sent. Of
 * two at once, one sends the code and both get its challenge.
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
  const findSent = async (): Promise<OtpChallenge | null> =>
    reference === null ? null : findChallengeOf(context.db, { userId, purpose, reference, now: context.now() });
  const sent = await findSent();
  if (sent !== null) return sent;
  const { phone, phoneVerifiedAt, email, locale } = user;
  const bySms = purpose !== 'KEY_EXPORT' && phone !== null && phoneVerifiedAt !== null;
  const request = {
    userId,
    purpose,
    locale,
    reference,
    channel: bySms ? 'SMS' : 'EMAIL',
    to: bySms ? phone : email,
  } as const;
  return sendChallenge(context, request).catch(async (error: unknown) => {
    // One code a minute: the request that took it may be a sibling of this one, and about to save it.
    if (reference === null || !isRateLimited(error)) throw error;
    const siblings = await pollUntil(findSent, (found) => found !== null, { timeoutMs: siblingMs });
    if (siblings == null) throw error;
    return siblings;
  });
}
