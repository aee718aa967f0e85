import { requireUser } from '@soko/auth';
import { readCode } from '@soko/input';
import { tellWithPrisma } from '@soko/outbox';
import { prismaTransaction } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { UsersContext } from '../context.ts';
import type { OtpChallenge, OtpPurpose } from '../domain/otp-challenge.ts';
import { accountSuspended, codeExpired, codeUsed } from '../domain/refusals.ts';
import { isReachable } from '../domain/user.ts';
import type { Db } from '../store/database.ts';
import { findUser, saveUser } from '../store/users.ts';
import { activateUser } from './activate-user.ts';
import { contactChanged } from './contact-changed.ts';
import { findChallengeFor } from './find-challenge-for.ts';
import { findVerified } from './find-verified.ts';
import { type SessionTokens, startSession } from './start-session.ts';
import { type CodeRefusal, type VerifiedChallenge, verifyCode } from './verify-code.ts';

export interface VerifyOtpInput {
  challengeId: string;
  code: string;
}

export type VerifiedOtp =
  | SessionTokens
  | { __typename: 'VerifiedChallenge'; id: string; purpose: OtpPurpose; verifiedAt: Date }
  | CodeRefusal
  | ReturnType<typeof accountSuspended>;

const whileLoggedIn: readonly OtpPurpose[] = ['WITHDRAW', 'PHONE'];
const verifiable: readonly OtpPurpose[] = ['SIGNUP', 'LOGIN', ...whileLoggedIn];

/** Codes of a log-in can be verified by anyone who has the challenge; the others only by their owner. */
async function findVerifiable(context: UsersContext, id: string): Promise<OtpChallenge> {
  const challenge = await findChallengeFor(context.db, id, verifiable);
  if (!whileLoggedIn.includes(challenge.purpose)) return challenge;
  return findChallengeFor(context.db, id, verifiable, requireUser(context.viewer).id);
}

async function openSession(context: UsersContext, tx: Db, challenge: VerifiedChallenge): Promise<VerifiedOtp> {
  const user = await findUser(tx, challenge.userId);
  if (user === null || user.status === 'ERASED') return codeExpired();
  if (user.status === 'SUSPENDED') return accountSuspended();
  if (user.status === 'PENDING_VERIFICATION')
    await activateUser(context, tx, user, { candidate: challenge.candidate, actor: { kind: 'user', id: user.id } });
  const started = await startSession(context, tx, user.id);
  if (started === null) return accountSuspended();
  await tellWithPrisma(tx, started.events);
  return started.session;
}

async function confirmPhone({ trail }: UsersContext, tx: Db, challenge: VerifiedChallenge): Promise<void> {
  const user = await findUser(tx, challenge.userId);
  // The number may have been changed after the code was sent.
  if (user?.phone !== challenge.sentTo) return;
  const verified = await saveUser(tx, user, { phoneVerifiedAt: challenge.verifiedAt });
  await tellWithPrisma(tx, isReachable(verified) ? [contactChanged(trail, verified)] : []);
}

/** The answer to a repeat with the right code. A code opens one session: who sees it later must not open another. */
const answerAgain = ({ id, purpose }: OtpChallenge, verifiedAt: Date): VerifiedOtp =>
  whileLoggedIn.includes(purpose) ? { __typename: 'VerifiedChallenge', id, purpose, verifiedAt } : codeUsed('Log in.');

/** Verifies a code. Returns a session for SIGNUP and LOGIN, and the verified challenge for other purposes. */
export async function verifyOtp(context: UsersContext, input: VerifyOtpInput): Promise<VerifiedOtp> {
  const code = readCode(input.code);
  const challenge = await findVerifiable(context, input.challengeId);
  const result = await prismaTransaction(context.db, async (tx): Promise<VerifiedOtp> => {
    const verified = await verifyCode(context, tx, challenge, code);
    if (isRefusal(verified)) return verified;
    const { id, purpose } = verified;
    if (purpose === 'SIGNUP' || purpose === 'LOGIN') return openSession(context, tx, verified);
    if (purpose === 'PHONE') await confirmPhone(context, tx, verified);
    return { __typename: 'VerifiedChallenge', id, purpose, verifiedAt: verified.verifiedAt ?? context.now() };
  });
  if (!isRefusal(result) || result.__typename !== 'CodeExpired') return result;
  const verifiedAt = await findVerified(context, challenge, code);
  return verifiedAt === null ? result : answerAgain(challenge, verifiedAt);
}
