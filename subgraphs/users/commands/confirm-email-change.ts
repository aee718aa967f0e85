import type { UsersContext } from '../context.ts';
import type { accountSuspended } from '../domain/refusals.ts';
import { emailTaken } from '../domain/refusals.ts';
import { isReachable, type User } from '../domain/user.ts';
import type { ConfirmEmailChangeInput } from '../generated/graphql.ts';
import { breaksUnique, type Db, inTransaction } from '../store/database.ts';
import { expireChallenges } from '../store/otp-challenges.ts';
import { tell } from '../store/tell.ts';
import { findUserWithPassword, saveUser } from '../store/users.ts';
import { contactChanged } from './contact-changed.ts';
import { erase } from './erase.ts';
import { type CodeRefusal, findOpenChallenge, readCode, tryChallenge } from './try-challenge.ts';
import { viewerId, viewersAccount } from './viewers-account.ts';

/** Whether the address is free: a sign-up nobody proved gives way to whoever did. */
async function makeFree(context: UsersContext, tx: Db, email: string): Promise<boolean> {
  const holder = await findUserWithPassword(tx, { email });
  if (holder === null) return true;
  if (holder.user.status !== 'PENDING_VERIFICATION') return false;
  await erase(context, tx, holder.user);
  return true;
}

/** Makes a proven address the viewer's own; the old address is told. */
export async function confirmEmailChange(
  context: UsersContext,
  input: ConfirmEmailChangeInput,
): Promise<User | CodeRefusal | ReturnType<typeof emailTaken | typeof accountSuspended>> {
  const code = readCode(input.code);
  const challenge = await findOpenChallenge(context.db, input.challengeId, ['EMAIL_CHANGE'], viewerId(context));
  const work = inTransaction(context.db, async (tx) => {
    const before = await viewersAccount(context, tx);
    if ('__typename' in before) return before;
    const met = await tryChallenge(context, tx, challenge, code);
    if ('__typename' in met) return met;
    if (!(await makeFree(context, tx, met.sentTo))) return emailTaken();
    const user = await saveUser(tx, before, { email: met.sentTo, emailVerifiedAt: context.now() });
    await expireChallenges(tx, user.id, 'EMAIL_CHANGE');
    await tell(tx, isReachable(user) ? [contactChanged(context.trail, user, before.email)] : []);
    return user;
  });
  return work.catch((error: unknown) => {
    if (breaksUnique(error, 'email')) return emailTaken();
    throw error;
  });
}
