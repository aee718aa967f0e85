import { tellWithPrisma } from '@soko/outbox';
import { prismaTransaction } from '@soko/postgres';
import type { UsersContext } from '../context.ts';
import { sessionExpired } from '../domain/refusals.ts';
import { isActive, type Session } from '../domain/session.ts';
import { hashToken } from '../secrets/digests.ts';
import { findRefreshToken, revokeSessions, rotateRefreshToken } from '../store/sessions.ts';
import { findUser } from '../store/users.ts';
import { sessionsRevoked } from './session-events.ts';
import type { SessionTokens } from './start-session.ts';

export interface RefreshSessionInput {
  refreshToken: string;
}

/** The refresh token of a session, after an exchange. */
interface Exchanged {
  sessionId: string;
  userId: string;
  refreshToken: string;
  refreshExpiresAt: Date;
}

/**
 * Time in which a used refresh token returns the same next one. Two tabs of a browser refresh at once, and a client repeats
 * a refresh whose response was lost.
 */
const reuseIntervalMs = 10_000;

/** Greatest number of exchanges that may follow each other within the interval. */
const maxSuccessors = 5;

/** The token after `token`. Only this service can derive it, so it is not saved, and a repeat returns the same one. */
const successorOf = ({ digest }: UsersContext, token: string): string => digest('refresh-token', token);

async function endReusedSession(context: UsersContext, { id: sessionId, userId }: Session): Promise<null> {
  await prismaTransaction(context.db, async (tx) => {
    const ended = await revokeSessions(tx, { userId, sessionId }, 'REUSED', context.now());
    await tellWithPrisma(tx, sessionsRevoked(context.trail, ended, 'REUSED'));
  });
  return null;
}

/**
 * Finds the newest refresh token after one that was used moments ago. Ends the session of a token that was used earlier:
 * two clients then have the token, and the server cannot know which of them is the owner.
 * https://www.rfc-editor.org/rfc/rfc9700#section-4.14.2
 */
async function findSuccessor(context: UsersContext, used: string): Promise<Exchanged | null> {
  const now = context.now();
  let refreshToken = used;
  for (let step = 0; step <= maxSuccessors; step += 1) {
    const found = await findRefreshToken(context.db, hashToken(refreshToken));
    if (found === null || !isActive(found.session, now)) return null;
    const { session, rotatedAt } = found;
    if (rotatedAt === null) {
      const { id: sessionId, userId, expiresAt } = session;
      return step === 0 ? null : { sessionId, userId, refreshToken, refreshExpiresAt: expiresAt };
    }
    if (now.getTime() - rotatedAt.getTime() > reuseIntervalMs) return endReusedSession(context, session);
    refreshToken = successorOf(context, refreshToken);
  }
  return null;
}

async function exchange(context: UsersContext, used: string): Promise<Exchanged | null> {
  const now = context.now();
  const refreshToken = successorOf(context, used);
  const refreshExpiresAt = new Date(now.getTime() + context.settings.refreshLifetimeMs);
  const rotation = { tokenHash: hashToken(used), nextHash: hashToken(refreshToken), now, expiresAt: refreshExpiresAt };
  const rotated = await rotateRefreshToken(context.db, rotation);
  return rotated === null ? findSuccessor(context, used) : { ...rotated, refreshToken, refreshExpiresAt };
}

/** Exchanges a refresh token for a new pair of tokens. */
export async function refreshSession(
  context: UsersContext,
  input: RefreshSessionInput,
): Promise<SessionTokens | ReturnType<typeof sessionExpired>> {
  const exchanged = await exchange(context, input.refreshToken);
  if (exchanged === null) return sessionExpired();
  const { sessionId, userId, refreshToken, refreshExpiresAt } = exchanged;
  const user = await findUser(context.db, userId);
  if (user?.status !== 'ACTIVE') return sessionExpired();
  context.authenticated.add(userId);
  const { roles, accessVersion } = user;
  const { token: accessToken, expiresAt } = await context.signAccessToken(
    { userId, sessionId, roles, accessVersion },
    context.now(),
  );
  return { accessToken, refreshToken, expiresAt, refreshExpiresAt, user };
}
