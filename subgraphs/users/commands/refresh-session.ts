import type { UsersContext } from '../context.ts';
import { sessionExpired } from '../domain/refusals.ts';
import type { RefreshSessionInput } from '../generated/graphql.ts';
import { hashToken, newToken } from '../secrets/digests.ts';
import { inTransaction } from '../store/database.ts';
import { findSessionOfToken, revokeSessions, rotateRefreshToken } from '../store/sessions.ts';
import { tell } from '../store/tell.ts';
import { findUser } from '../store/users.ts';
import { sessionsRevoked } from './session-events.ts';
import type { SessionTokens } from './start-session.ts';

/**
 * A token that is known and does not rotate was used before, or its session is over. Used before means that two hold
 * it, and nobody can tell which of them is the owner: the whole family ends. A client that retries a refresh whose
 * answer it lost is treated the same, on purpose (RFC 9700, section 4.14.2).
 */
async function endFamily(context: UsersContext, tokenHash: string): Promise<void> {
  const session = await findSessionOfToken(context.db, tokenHash);
  if (session === null || session.revokedAt !== null) return;
  await inTransaction(context.db, async (tx) => {
    const { id: sessionId, userId } = session;
    const ended = await revokeSessions(tx, { userId, sessionId }, 'REUSED', context.now());
    await tell(tx, sessionsRevoked(context.trail, ended, 'REUSED'));
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
    await endFamily(context, tokenHash);
    return sessionExpired();
  }
  const user = await findUser(context.db, rotated.userId);
  if (user?.status !== 'ACTIVE') return sessionExpired();
  context.proven.add(user.id);
  const claims = { userId: user.id, sessionId: rotated.sessionId, roles: user.roles };
  const { token: accessToken, expiresAt } = await context.signAccessToken(claims, now);
  return { accessToken, refreshToken, expiresAt, refreshExpiresAt, user };
}
