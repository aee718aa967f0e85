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
import { findUnansweredChallenge } from '../store/otp-challenges.ts';
import { forgetTries, giveBackTry, takeTry } from '../store/rate-limits.ts';
import { tell } from '../store/tell.ts';
import { findUserWithPassword } from '../store/users.ts';
import { logInLimits } from './limits.ts';
import { sendChallenge } from './send-challenge.ts';
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
  const sent = await findUnansweredChallenge(context.db, { userId: user.id, purpose, now: context.now() });
  if (sent !== null) return sent;
  const { id: userId, email: to, locale } = user;
  return sendChallenge(context, { userId, channel: 'EMAIL', purpose, to, locale });
}

async function letIn(context: UsersContext, user: User): Promise<SessionTokens | ReturnType<typeof accountSuspended>> {
  return inTransaction(context.db, async (tx) => {
    const started = await startSession(context, tx, user.id);
    if (started === null) return accountSuspended();
    await tell(tx, started.events);
    return started.session;
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
