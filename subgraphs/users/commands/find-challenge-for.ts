import { notFound } from '@soko/errors';
import type { OtpChallenge, OtpPurpose } from '../domain/otp-challenge.ts';
import type { Db } from '../store/database.ts';
import { findChallenge } from '../store/otp-challenges.ts';

/**
 * Finds a challenge that has one of `purposes` and, with `ownerId`, belongs to this user or is a decoy. Throws NOT_FOUND
 * for every other challenge.
 */
export async function findChallengeFor(
  db: Db,
  id: string,
  purposes: readonly OtpPurpose[],
  ownerId?: string,
): Promise<OtpChallenge> {
  const challenge = await findChallenge(db, id);
  const isAllowed =
    challenge !== null && (ownerId === undefined || challenge.userId === null || challenge.userId === ownerId);
  if (!isAllowed || !purposes.includes(challenge.purpose)) throw notFound('The challenge');
  return challenge;
}
