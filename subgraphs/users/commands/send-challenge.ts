import { tellWithPrisma } from '@soko/outbox';
import { prismaTransaction } from '@soko/postgres';
import type { UsersContext } from '../context.ts';
import type { OtpChallenge } from '../domain/otp-challenge.ts';
import { insertChallenge } from '../store/otp-challenges.ts';
import { sendLimits } from './attempt-limits.ts';
import { type ChallengeRequest, createChallenge } from './create-challenge.ts';

/** Saves a new challenge and publishes the request to send its code. Throws RATE_LIMITED. */
export async function sendChallenge(context: UsersContext, request: ChallengeRequest): Promise<OtpChallenge> {
  const now = context.now();
  await context.limits.take(sendLimits(context, request.purpose, request.to));
  const { challenge, codeHash, events } = createChallenge(context, request);
  return prismaTransaction(context.db, async (tx) => {
    await insertChallenge(tx, challenge, codeHash, now);
    await tellWithPrisma(tx, events, 'personal');
    return challenge;
  });
}
