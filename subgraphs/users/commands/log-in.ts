import { newEvent, usersUser } from '@soko/events';
import { normaliseEmail } from '@soko/input';
import type { Attempt } from '@soko/limits';
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
import { hasLoggedInFrom } from '../store/sessions.ts';
import { findUserWithPassword } from '../store/users.ts';
import { logInLimits, warningLimit } from './attempt-limits.ts';
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

/** Counts an attempt. When log-ins from new addresses are refused, the owner of the account is notified once a day. */
async function countAttempt(context: UsersContext, email: string, user: User | null): Promise<Attempt[]> {
  const { db, limits, identity } = context;
  // For an unknown account the same statement runs, so that the time reveals nothing.
  const isKnown = await hasLoggedInFrom(db, user?.id ?? '', identity.clientAddress);
  const attempts = logInLimits(context, email, isKnown);
  try {
    await limits.take(attempts);
    return attempts;
  } catch (error) {
    if (!isKnown) await warnOwner(context, email, user, attempts[0]);
    throw error;
  }
}

async function warnOwner(context: UsersContext, email: string, user: User | null, account: Attempt): Promise<void> {
  const { db, limits, trail } = context;
  const isTaken = (attempt: Attempt): Promise<boolean> =>
    limits.take([attempt]).then(
      () => true,
      () => false,
    );
  // The limit of the client may have refused the attempt instead.
  if (await isTaken(account)) return limits.giveBack([account]);
  if (!(await isTaken(warningLimit(context, email)))) return;
  const fact = user && { subject: user.id, sequence: user.version, data: {} };
  const events = fact && user.status === 'ACTIVE' ? [newEvent(usersUser, 'log_ins_refused', fact, trail)] : [];
  await prismaTransaction(db, (tx) => tellWithPrisma(tx, events));
}

/**
 * Opens a session with an email address and a password. Attempts are counted before the password is verified, so that
 * simultaneous guesses are all counted; a success is uncounted. An unknown address takes as long as a wrong password.
 */
export async function logIn(context: UsersContext, input: LogInInput): Promise<LoggedIn> {
  if (!context.settings.localAccounts) return localAccountsDisabled();
  const email = normaliseEmail(input.email);
  const found = await findUserWithPassword(context.db, { email });
  const attempts = await countAttempt(context, email, found?.user ?? null);
  const matches = await context.passwords.verify(found?.passwordHash ?? null, input.password);
  if (!matches || found === null || !isReachable(found.user)) return invalidCredentials();
  await context.limits.giveBack(attempts);
  const { user } = found;
  if (user.status === 'SUSPENDED') return accountSuspended();
  if (user.status === 'PENDING_VERIFICATION') {
    return verificationRequired(await findOrSendChallenge(context, user, 'SIGNUP'));
  }
  if (user.twoStepLogIn) return verificationRequired(await findOrSendChallenge(context, user, 'LOGIN'));
  return openSession(context, user);
}
