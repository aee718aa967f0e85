import { tellWithPrisma } from '@soko/outbox';
import { prismaTransaction } from '@soko/postgres';
import type { UsersContext } from '../context.ts';
import { sessionExpired } from '../domain/refusals.ts';
import { hashToken, newToken } from '../secrets/digests.ts';
import { findSessionOfToken, revokeSessions, rotateRefreshToken } from '../store/sessions.ts';
import { findUser } from '../store/users.ts';
import { sessionsRevoked } from './session-events.ts';
import type { SessionTokens } from './start-session.ts';

export interface RefreshSessionInput {
  refreshToken: string;
}

/**
 * Ends the session of a refresh token that was used a second time. Two clients then have the token, and the server
 * cannot know which of them is the owner. A client that repeats a refresh because it lost the response is treated the
 * same way: https://www.rfc-editor.org/rfc/rfc9700#section-4.14.2
 */
async function revokeReusedSession(context: UsersContext, tokenHash: string): Promise<void> {
  const session = await findSessionOfToken(context.db, tokenHash);
  if (session === null || session.revokedAt !== null) return;
  await prismaTransaction(context.db, async (tx) => {
    const { id: sessionId, userId } = session;
    const ended = await revokeSessions(tx, { userId, sessionId }, 'REUSED', context.now());
    await tellWithPrisma(tx, sessionsRevoked(context.trail, ended, 'REUSED'));
  });
}

/** Exchanges a refresh token for a new pair of tokens. */
export async function refreshSession(
  context: UsersContext,
  input: RefreshSessionInput,
): Promise<SessionTokens | ReturnType<typeof sessionExpired>> {
  const now = context.now();
  const refreshToken = newToken();
  const tokenHash = hashToken(input.refreshToken);
  const refreshExpiresAt = new Date(now.getTime() + context.settings.refreshLifetimeMs);
  const rotation = { tokenHash, nextHash: hashToken(refreshToken), now, expiresAt: refreshExpiresAt };
  const rotated = await rotateRefreshToken(context.db, rotation);
  if (rotated === null) {
    await revokeReusedSession(context, tokenHash);
    return sessionExpired();
  }
  const user = await findUser(context.db, rotated.userId);
  if (user?.status !== 'ACTIVE') return sessionExpired();
  context.authenticated.add(user.id);
  const claims = { userId: user.id, sessionId: rotated.sessionId, roles: user.roles };
  const { token: accessToken, expiresAt } = await context.signAccessToken(claims, now);
  return { accessToken, refreshToken, expiresAt, refreshExpiresAt, user };
}
