import { type Envelope, newEvent, usersUser } from '@soko/events';
import { newId } from '@soko/ids';
import type { UsersContext } from '../context.ts';
import type { User } from '../domain/user.ts';
import { hashToken, newToken } from '../secrets/digests.ts';
import type { Db } from '../store/database.ts';
import { insertSession, revokeOldestSessions } from '../store/sessions.ts';
import { recordLogIn } from '../store/users.ts';
import { sessionsRevoked } from './session-events.ts';

/** Greatest number of active sessions of an account. A log-in beyond it ends the one that was used longest ago. */
const maxSessions = 100;

/** Tokens of a log-in, as the graph returns them. */
export interface SessionTokens {
  accessToken: string;
  refreshToken: string;
  expiresAt: Date;
  refreshExpiresAt: Date;
  user: User;
}

/**
 * Opens a session within the caller's transaction. The caller must save `events` in the same transaction. Returns null
 * when the account is not active.
 */
export async function startSession(
  context: UsersContext,
  tx: Db,
  userId: string,
): Promise<{ session: SessionTokens; events: Envelope[] } | null> {
  const now = context.now();
  const user = await recordLogIn(tx, userId, now);
  if (user === null) return null;
  const id = newId('ses');
  const refreshToken = newToken();
  const refreshExpiresAt = new Date(now.getTime() + context.settings.refreshLifetimeMs);
  await insertSession(tx, {
    id,
    userId,
    clientAddress: context.identity.clientAddress,
    now,
    expiresAt: refreshExpiresAt,
    refreshTokenHash: hashToken(refreshToken),
  });
  const ended = await revokeOldestSessions(tx, { userId, most: maxSessions, now });
  const claims = { userId, sessionId: id, roles: user.roles, accessVersion: user.accessVersion };
  const { token: accessToken, expiresAt } = await context.signAccessToken(claims, now);
  const fact = { subject: userId, sequence: user.version, data: { sessionId: id } };
  context.authenticated.add(userId);
  return {
    session: { accessToken, refreshToken, expiresAt, refreshExpiresAt, user },
    events: [
      newEvent(usersUser, 'logged_in', fact, context.trail),
      ...sessionsRevoked(context.trail, ended, 'REVOKED'),
    ],
  };
}
