import { readCode } from '@soko/input';
import { prismaTransaction } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { UsersContext } from '../context.ts';
import type { OtpPurpose } from '../domain/otp-challenge.ts';
import { codeExpired, wrongCode } from '../domain/refusals.ts';
import { tryVerifiedCode } from '../store/otp-challenges.ts';
import { findUser } from '../store/users.ts';
import { hashCode } from './create-challenge.ts';
import { findChallengeFor } from './find-challenge-for.ts';
import { type CodeRefusal, verifyCode } from './verify-code.ts';

export interface VerifyUserChallengeInput {
  userId: string;
  challengeId: string;
  purpose: OtpPurpose;
  code: string;
}

interface Verified {
  id: string;
  purpose: OtpPurpose;
  verifiedAt: Date;
}

/**
 * Verifies a user's code on behalf of another service. A service that did not get the answer asks again: the same code is
 * accepted until the challenge expires. Attempts at a verified challenge are counted as well. A suspension after the code was
 * sent takes effect here too: the access token of the person may be older.
 */
export async function verifyUserChallenge(
  context: UsersContext,
  { userId, challengeId, purpose, ...input }: VerifyUserChallengeInput,
): Promise<Verified | CodeRefusal> {
  const code = readCode(input.code);
  const challenge = await findChallengeFor(context.db, challengeId, [purpose], userId);
  if ((await findUser(context.db, userId))?.status !== 'ACTIVE') return codeExpired();
  return prismaTransaction(context.db, async (tx) => {
    const attempt = { id: challengeId, codeHash: hashCode(context, challengeId, code), now: context.now() };
    const tryAgain = async () => {
      const again = await tryVerifiedCode(tx, attempt);
      if (again === null) return null;
      return again.isRight ? { id: challengeId, purpose, verifiedAt: again.verifiedAt } : wrongCode(again.triesLeft);
    };
    const known = await tryAgain();
    if (known !== null) return known;
    const verified = await verifyCode(context, tx, challenge, code);
    if (!isRefusal(verified)) return { id: challengeId, purpose, verifiedAt: context.now() };
    // A wrong code has used up its attempt. Another refusal may mean that a request at the same time was verified first.
    return verified.__typename === 'WrongCode' ? verified : ((await tryAgain()) ?? verified);
  });
}
