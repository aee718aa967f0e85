import { userIdOf } from '@soko/auth';
import { notFound } from '@soko/errors';
import { newId } from '@soko/ids';
import type { UsersContext } from '../context.ts';
import { closedBecause, type OtpChallenge, otpRules } from '../domain/otp-challenge.ts';
import { codeExpired, codeLocked } from '../domain/refusals.ts';
import type { ResendOtpInput } from '../generated/graphql.ts';
import { newCode } from '../secrets/digests.ts';
import { inTransaction } from '../store/database.ts';
import { findChallenge, replaceCode } from '../store/otp-challenges.ts';
import { takeTry } from '../store/rate-limits.ts';
import { tell } from '../store/tell.ts';
import { sendLimits } from './limits.ts';
import { hashCode, otpRequested } from './new-challenge.ts';

/** Codes that are asked for before anybody is logged in; the others are resent to their owner alone. */
const forAnybody: readonly OtpChallenge['purpose'][] = ['SIGNUP', 'LOGIN', 'RESET'];

async function findResendable({ db, viewer }: UsersContext, id: string): Promise<OtpChallenge> {
  const challenge = await findChallenge(db, id);
  const allowed = challenge && (forAnybody.includes(challenge.purpose) || challenge.userId === userIdOf(viewer));
  if (!allowed) throw notFound('This challenge');
  return challenge;
}

/** Replaces the code of a challenge by a new one. The tries that are left stay what they are. */
export async function resendOtp(
  context: UsersContext,
  { challengeId }: ResendOtpInput,
): Promise<OtpChallenge | ReturnType<typeof codeExpired | typeof codeLocked>> {
  const challenge = await findResendable(context, challengeId);
  const now = context.now();
  const closed = closedBecause(challenge, now);
  if (closed !== null) return closed === 'LOCKED' ? codeLocked() : codeExpired();
  await takeTry(context.db, sendLimits(context, challenge.purpose, challenge.sentTo), now);
  const code = newCode();
  const { userId } = challenge;
  const codeHash = hashCode(context, challenge.id, userId === null ? `none ${newId('otp')}` : code);
  const expiresAt = new Date(now.getTime() + otpRules.lifetimeMs);
  return inTransaction(context.db, async (tx) => {
    const fresh = await replaceCode(tx, { id: challenge.id, codeHash, now, expiresAt });
    if (fresh === null) return codeExpired();
    await tell(tx, userId === null ? [] : [otpRequested(context, fresh, userId, code)]);
    return fresh;
  });
}
