import type { UsersContext } from '../context.ts';
import { normalEmail } from '../domain/email.ts';
import type { OtpChallenge } from '../domain/otp-challenge.ts';
import {
  accountSuspended,
  invalidCredentials,
  localAccountsDisabled,
  verificationRequired,
} from '../domain/refusals.ts';
import { isReachable, type ReachableUser, type User } from '../domain/user.ts';
import type { LogInInput } from '../generated/graphql.ts';
import { verifyPassword } from '../secrets/passwords.ts';
import { inTransaction } from '../store/database.ts';
import { addChallenge, findUnansweredChallenge } from '../store/otp-challenges.ts';
import { forgetTries, giveBackTry, takeTry } from '../store/rate-limits.ts';
import { tell } from '../store/tell.ts';
import { findUserWithPassword } from '../store/users.ts';
import { logInLimits, sendLimits } from './limits.ts';
import { newChallenge } from './new-challenge.ts';
import { type SessionTokens, startSession } from './start-session.ts';

export type LoggedIn =
  | SessionTokens
  | ReturnType<
      typeof invalidCredentials | typeof verificationRequired | typeof accountSuspended | typeof localAccountsDisabled
    >;

/** The code that is on its way already, or a new one. */
async function challengeFor(
  context: UsersContext,
  user: ReachableUser,
  purpose: 'SIGNUP' | 'LOGIN',
): Promise<OtpChallenge> {
  const now = context.now();
  const sent = await findUnansweredChallenge(context.db, { userId: user.id, purpose, now });
  if (sent !== null) return sent;
  await takeTry(context.db, sendLimits(context, purpose, user.email), now);
  const { id: userId, email: to, locale } = user;
  const { challenge, codeHash, events } = newChallenge(context, { userId, channel: 'EMAIL', purpose, to, locale });
  await inTransaction(context.db, async (tx) => {
    await addChallenge(tx, challenge, codeHash, now);
    await tell(tx, events);
  });
  return challenge;
}

async function letIn(context: UsersContext, user: User): Promise<SessionTokens> {
  return inTransaction(context.db, async (tx) => {
    const { session, events } = await startSession(context, tx, user);
    await tell(tx, events);
    return session;
  });
}

/**
 * Opens a session for an address and its password. Tries are counted before the password is looked at, so that guesses
 * at the same time are counted too; a success takes its try back. An unknown address takes as long as a wrong password.
 */
export async function logIn(context: UsersContext, input: LogInInput): Promise<LoggedIn> {
  if (!context.settings.localAccounts) return localAccountsDisabled();
  const email = normalEmail(input.email);
  const [account, client] = logInLimits(context, email);
  await takeTry(context.db, [account, client], context.now());
  const found = await findUserWithPassword(context.db, { email });
  const matches = await verifyPassword(found?.passwordHash ?? null, input.password);
  if (!matches || found === null || !isReachable(found.user)) return invalidCredentials();
  await Promise.all([forgetTries(context.db, account.key), giveBackTry(context.db, [client.key])]);
  const { user } = found;
  if (user.status === 'SUSPENDED') return accountSuspended();
  if (user.status === 'PENDING_VERIFICATION') return verificationRequired(await challengeFor(context, user, 'SIGNUP'));
  if (user.twoStepLogIn) return verificationRequired(await challengeFor(context, user, 'LOGIN'));
  return letIn(context, user);
}
