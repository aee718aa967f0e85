import type { UsersContext } from '../context.ts';
import type { OtpChallenge } from '../domain/otp-challenge.ts';
import { inTransaction } from '../store/database.ts';
import { addChallenge } from '../store/otp-challenges.ts';
import { takeTry } from '../store/rate-limits.ts';
import { tell } from '../store/tell.ts';
import { sendLimits } from './limits.ts';
import { newChallenge, type Wanted } from './new-challenge.ts';

/** Saves a new challenge and has its code sent. Throws RATE_LIMITED when codes went there too often. */
export async function sendChallenge(context: UsersContext, wanted: Wanted): Promise<OtpChallenge> {
  const now = context.now();
  await takeTry(context.db, sendLimits(context, wanted.purpose, wanted.to), now);
  const { challenge, codeHash, events } = newChallenge(context, wanted);
  return inTransaction(context.db, async (tx) => {
    await addChallenge(tx, challenge, codeHash, now);
    await tell(tx, events);
    return challenge;
  });
}
