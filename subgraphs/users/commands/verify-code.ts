import { type Envelope, newEvent, usersOtp } from '@soko/events';
import { tellWithPrisma } from '@soko/outbox';
import type { UsersContext } from '../context.ts';
import { closedBecause, type OtpChallenge } from '../domain/otp-challenge.ts';
import { codeExpired, codeLocked, wrongCode } from '../domain/refusals.ts';
import type { Db } from '../store/database.ts';
import { findChallenge, tryCode } from '../store/otp-challenges.ts';
import { hashCode } from './create-challenge.ts';

export type CodeRefusal = ReturnType<typeof wrongCode | typeof codeExpired | typeof codeLocked>;

/** A verified challenge always belongs to a user. */
export type VerifiedChallenge = OtpChallenge & { userId: string };

const otpEvent = (
  { trail }: Pick<UsersContext, 'trail'>,
  type: 'verified' | 'locked',
  { id, version, userId, purpose, channel }: VerifiedChallenge,
): Envelope => newEvent(usersOtp, type, { subject: id, sequence: version, data: { userId, purpose, channel } }, trail);

/**
 * Verifies a code. A wrong one uses up an attempt. The caller must commit the transaction even when the code is wrong, so that
 * the attempt is counted.
 */
export async function verifyCode(
  context: Pick<UsersContext, 'digest' | 'trail' | 'now'>,
  tx: Db,
  challenge: OtpChallenge,
  code: string,
): Promise<VerifiedChallenge | CodeRefusal> {
  const now = context.now();
  const after = await tryCode(tx, { id: challenge.id, codeHash: hashCode(context, challenge.id, code), now });
  if (after === null) {
    const current = (await findChallenge(tx, challenge.id)) ?? challenge;
    return closedBecause(current, now) === 'LOCKED' ? codeLocked() : codeExpired();
  }
  const { userId } = challenge;
  const owned = userId === null ? null : { ...challenge, ...after, userId };
  if (after.status === 'VERIFIED' && owned) {
    await tellWithPrisma(tx, [otpEvent(context, 'verified', owned)]);
    return { ...owned, verifiedAt: now };
  }
  await tellWithPrisma(tx, owned && after.status === 'LOCKED' ? [otpEvent(context, 'locked', owned)] : []);
  return wrongCode(after.triesLeft);
}
