import { normaliseEmail } from '@soko/input';
import { tellWithPrisma } from '@soko/outbox';
import { prismaTransaction } from '@soko/postgres';
import type { UsersContext } from '../context.ts';
import type { OtpChallenge } from '../domain/otp-challenge.ts';
import {
  accountSuspended,
  invalidCredentials,
  localAccountsDisabled,
  verificationRequired,
} from '../domain/refusals.ts';
import { isReachable, type ReachableUser, type User } from '../domain/user.ts';
import { findUnansweredChallenge } from '../store/otp-challenges.ts';
import { findUserWithPassword } from '../store/users.ts';
import { logInLimits } from './attempt-limits.ts';
import { sendChallenge } from './send-challenge.ts';
import { type SessionTokens, startSession } from './start-session.ts';

export interface LogInInput {
  email: string;
  password: string;
}

export type LoggedIn =
  | SessionTokens
  | ReturnType<
      typeof invalidCredentials | typeof verificationRequired | typeof accountSuspended | typeof localAccountsDisabled
    >;

/** Returns the challenge of a code that was sent recently, or sends a new one. */
async function findOrSendChallenge(
  context: UsersContext,
  user: ReachableUser,
  purpose: 'SIGNUP' | 'LOGIN',
): Promise<OtpChallenge> {
  const sent = await findUnansweredChallenge(context.db, { userId: user.id, purpose, now: context.now() });
  if (sent !== null) return sent;
  const { id: userId, email: to, locale } = user;
  return sendChallenge(context, { userId, channel: 'EMAIL', purpose, to, locale });
}

const openSession = (context: UsersContext, user: User): Promise<SessionTokens | ReturnType<typeof accountSuspended>> =>
  prismaTransaction(context.db, async (tx) => {
    const started = await startSession(context, tx, user.id);
    if (started === null) return accountSuspended();
    await tellWithPrisma(tx, started.events);
    return started.session;
  });

/**
 * Opens a session with an email address and a password. Attempts are counted before the password is verified, so that
 * simultaneous guesses are all counted; a success is uncounted. An unknown address takes as long as a wrong password.
 */
export async function logIn(context: UsersContext, input: LogInInput): Promise<LoggedIn> {
  if (!context.settings.localAccounts) return localAccountsDisabled();
  const email = normaliseEmail(input.email);
  const [account, client] = logInLimits(context, email);
  await context.limits.take([account, client]);
  const found = await findUserWithPassword(context.db, { email });
  const matches = await context.passwords.verify(found?.passwordHash ?? null, input.password);
  if (!matches || found === null || !isReachable(found.user)) return invalidCredentials();
  await Promise.all([context.limits.clear(account), context.limits.giveBack([client])]);
  const { user } = found;
  if (user.status === 'SUSPENDED') return accountSuspended();
  if (user.status === 'PENDING_VERIFICATION') {
    return verificationRequired(await findOrSendChallenge(context, user, 'SIGNUP'));
  }
  if (user.twoStepLogIn) return verificationRequired(await findOrSendChallenge(context, user, 'LOGIN'));
  return openSession(context, user);
}
