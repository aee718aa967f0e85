import type { UsersContext } from '../context.ts';
import type { OtpChallenge } from '../domain/otp-challenge.ts';
import { tryVerifiedCode } from '../store/otp-challenges.ts';
import { hashCode } from './create-challenge.ts';

/**
 * When the challenge was verified, if it was with this code: the request is a repeat, because its answer was lost or a button was
 * tapped twice. Null otherwise, and once the code has expired. A wrong code uses up an attempt, as nobody may guess this one either.
 */
export async function findVerified(
  context: Pick<UsersContext, 'db' | 'digest' | 'now'>,
  { id }: Pick<OtpChallenge, 'id'>,
  code: string,
): Promise<Date | null> {
  const attempt = { id, codeHash: hashCode(context, id, code), now: context.now() };
  const again = await tryVerifiedCode(context.db, attempt);
  return again?.isRight === true ? again.verifiedAt : null;
}
