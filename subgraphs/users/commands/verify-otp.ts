import { newEvent, usersUser } from '@soko/events';
import { unauthenticated } from '@soko/errors';
import { userIdOf } from '@soko/auth';
import type { UsersContext } from '../context.ts';
import type { OtpChallenge, OtpPurpose } from '../domain/otp-challenge.ts';
import { accountSuspended, codeExpired } from '../domain/refusals.ts';
import { isReachable, type User } from '../domain/user.ts';
import type { VerifyOtpInput } from '../generated/graphql.ts';
import { type Db, inTransaction } from '../store/database.ts';
import { expireChallenges } from '../store/otp-challenges.ts';
import { noteStatusChange } from '../store/status-changes.ts';
import { tell } from '../store/tell.ts';
import { findUser, saveUser } from '../store/users.ts';
import { contactChanged } from './contact-changed.ts';
import { type SessionTokens, startSession } from './start-session.ts';
import { type CodeRefusal, findOpenChallenge, type MetChallenge, readCode, tryChallenge } from './try-challenge.ts';

export type VerifiedOtp =
  | SessionTokens
  | { __typename: 'VerifiedChallenge'; id: string; purpose: OtpPurpose; verifiedAt: Date }
  | CodeRefusal
  | ReturnType<typeof accountSuspended>;

const whileLoggedIn: readonly OtpPurpose[] = ['WITHDRAW', 'PHONE'];
const verifiable: readonly OtpPurpose[] = ['SIGNUP', 'LOGIN', ...whileLoggedIn];

/** Who may meet this challenge: whoever has it, or, once somebody is logged in, they alone. */
async function findMine(context: UsersContext, id: string): Promise<OtpChallenge> {
  const challenge = await findOpenChallenge(context.db, id, verifiable);
  if (!whileLoggedIn.includes(challenge.purpose)) return challenge;
  const viewerId = userIdOf(context.viewer);
  if (viewerId === null) throw unauthenticated();
  return findOpenChallenge(context.db, id, verifiable, viewerId);
}

async function activate(context: UsersContext, tx: Db, user: User, { candidate }: MetChallenge): Promise<void> {
  const now = context.now();
  const changes = candidate === null ? {} : { ...candidate };
  const active = await saveUser(tx, user, { ...changes, status: 'ACTIVE', emailVerifiedAt: now });
  await expireChallenges(tx, user.id, 'SIGNUP');
  await noteStatusChange(tx, {
    entityId: user.id,
    from: user.status,
    to: active.status,
    actor: { kind: 'user', id: user.id },
    reason: null,
    at: now,
  });
  const fact = { subject: user.id, sequence: active.version, data: {} };
  const contact = candidate !== null && isReachable(active) ? [contactChanged(context.trail, active)] : [];
  await tell(tx, [...contact, newEvent(usersUser, 'verified', fact, context.trail)]);
}

async function letIn(context: UsersContext, tx: Db, met: MetChallenge): Promise<VerifiedOtp> {
  const user = await findUser(tx, met.userId);
  if (user === null || user.status === 'ERASED') return codeExpired();
  if (user.status === 'SUSPENDED') return accountSuspended();
  if (user.status === 'PENDING_VERIFICATION') await activate(context, tx, user, met);
  const started = await startSession(context, tx, user.id);
  if (started === null) return accountSuspended();
  await tell(tx, started.events);
  return started.session;
}

async function confirmPhone({ trail }: UsersContext, tx: Db, met: MetChallenge): Promise<void> {
  const user = await findUser(tx, met.userId);
  // A number that was changed meanwhile is not the one that was proven.
  if (user?.phone !== met.sentTo) return;
  const proven = await saveUser(tx, user, { phoneVerifiedAt: met.verifiedAt });
  await tell(tx, isReachable(proven) ? [contactChanged(trail, proven)] : []);
}

/** Meets a challenge: opens a session for SIGNUP and LOGIN, and says that it was met for the others. */
export async function verifyOtp(context: UsersContext, input: VerifyOtpInput): Promise<VerifiedOtp> {
  const code = readCode(input.code);
  const challenge = await findMine(context, input.challengeId);
  return inTransaction(context.db, async (tx) => {
    const met = await tryChallenge(context, tx, challenge, code);
    if ('__typename' in met) return met;
    if (met.purpose === 'SIGNUP' || met.purpose === 'LOGIN') return letIn(context, tx, met);
    if (met.purpose === 'PHONE') await confirmPhone(context, tx, met);
    return { __typename: 'VerifiedChallenge', id: met.id, purpose: met.purpose, verifiedAt: context.now() };
  });
}
