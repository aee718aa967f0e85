import { type Envelope, newEvent, usersOtp } from '@soko/events';
import { badUserInput, notFound } from '@soko/errors';
import type { UsersContext } from '../context.ts';
import { closedBecause, type OtpChallenge, type OtpPurpose } from '../domain/otp-challenge.ts';
import { codeExpired, codeLocked, wrongCode } from '../domain/refusals.ts';
import type { Db } from '../store/database.ts';
import { findChallenge, tryCode } from '../store/otp-challenges.ts';
import { tell } from '../store/tell.ts';
import { hashCode } from './new-challenge.ts';

export type CodeRefusal = ReturnType<typeof wrongCode> | ReturnType<typeof codeExpired> | ReturnType<typeof codeLocked>;

/** A challenge that was met belongs to somebody. */
export type MetChallenge = OtpChallenge & { userId: string };

/** Six digits, however they were typed. Throws BAD_USER_INPUT. */
export function readCode(text: string): string {
  const code = text.replaceAll(/[\s-]/g, '');
  if (!/^\d{6}$/.test(code)) throw badUserInput('A code has six digits.', 'code');
  return code;
}

/**
 * Finds a challenge that may be met here. One of another purpose, or of another person where it takes being logged in,
 * is not found. Throws NOT_FOUND.
 */
export async function findOpenChallenge(
  db: Db,
  id: string,
  purposes: readonly OtpPurpose[],
  ownerId?: string,
): Promise<OtpChallenge> {
  const challenge = await findChallenge(db, id);
  const mine =
    challenge !== null && (ownerId === undefined || challenge.userId === null || challenge.userId === ownerId);
  if (!mine || !purposes.includes(challenge.purpose)) throw notFound('This challenge');
  return challenge;
}

const event = (
  { trail }: Pick<UsersContext, 'trail'>,
  type: 'verified' | 'locked',
  { id, version, userId, purpose, channel }: MetChallenge,
): Envelope => newEvent(usersOtp, type, { subject: id, sequence: version, data: { userId, purpose, channel } }, trail);

/**
 * Spends one try on a challenge. A wrong one is saved like a right one: the transaction must commit either way. Answers
 * the met challenge, or why it was not met.
 */
export async function tryChallenge(
  context: Pick<UsersContext, 'digest' | 'trail' | 'now'>,
  tx: Db,
  challenge: OtpChallenge,
  code: string,
): Promise<MetChallenge | CodeRefusal> {
  const now = context.now();
  const after = await tryCode(tx, { id: challenge.id, codeHash: hashCode(context, challenge.id, code), now });
  if (after === null) {
    const current = (await findChallenge(tx, challenge.id)) ?? challenge;
    return closedBecause(current, now) === 'LOCKED' ? codeLocked() : codeExpired();
  }
  const { userId } = challenge;
  const known = userId === null ? null : { ...challenge, ...after, userId };
  if (after.status === 'VERIFIED' && known) {
    await tell(tx, [event(context, 'verified', known)]);
    return { ...known, verifiedAt: now };
  }
  await tell(tx, known && after.status === 'LOCKED' ? [event(context, 'locked', known)] : []);
  return wrongCode(after.triesLeft);
}
