import { userIdOf } from '@soko/auth';
import { notFound } from '@soko/errors';
import { tellWithPrisma } from '@soko/outbox';
import { prismaTransaction } from '@soko/postgres';
import type { UsersContext } from '../context.ts';
import { closedBecause, type OtpChallenge, otpRules } from '../domain/otp-challenge.ts';
import { codeExpired, codeLocked } from '../domain/refusals.ts';
import { newCode } from '../secrets/digests.ts';
import { findChallenge, replaceCode } from '../store/otp-challenges.ts';
import { sendLimits } from './attempt-limits.ts';
import { hashCode, hashOfDecoy, otpRequested } from './create-challenge.ts';

export interface ResendOtpInput {
  challengeId: string;
}

/** Purposes of codes that are requested before log-in. Codes for other purposes are resent only to their owner. */
const beforeLogIn: readonly OtpChallenge['purpose'][] = ['SIGNUP', 'LOGIN', 'RESET'];

async function findResendable({ db, viewer }: UsersContext, id: string): Promise<OtpChallenge> {
  const challenge = await findChallenge(db, id);
  const allowed = challenge && (beforeLogIn.includes(challenge.purpose) || challenge.userId === userIdOf(viewer));
  if (!allowed) throw notFound('The challenge');
  return challenge;
}

/** Replaces the code of a challenge with a new one. The number of remaining attempts does not change. */
export async function resendOtp(
  context: UsersContext,
  { challengeId }: ResendOtpInput,
): Promise<OtpChallenge | ReturnType<typeof codeExpired | typeof codeLocked>> {
  const challenge = await findResendable(context, challengeId);
  const now = context.now();
  const closed = closedBecause(challenge, now);
  if (closed !== null) return closed === 'LOCKED' ? codeLocked() : codeExpired();
  await context.limits.take(sendLimits(context, challenge.purpose, challenge.sentTo));
  const code = newCode();
  const { id, userId } = challenge;
  const codeHash = userId === null ? hashOfDecoy(context, id) : hashCode(context, id, code);
  const expiresAt = new Date(now.getTime() + otpRules.lifetimeMs);
  return prismaTransaction(context.db, async (tx) => {
    const renewed = await replaceCode(tx, { id, codeHash, now, expiresAt });
    if (renewed === null) return codeExpired();
    await tellWithPrisma(tx, userId === null ? [] : [otpRequested(context, renewed, userId, code)], 'personal');
    return renewed;
  });
}
