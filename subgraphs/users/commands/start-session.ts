import { type Envelope, newEvent, usersUser } from '@soko/events';
import { newId } from '@soko/ids';
import type { UsersContext } from '../context.ts';
import type { User } from '../domain/user.ts';
import { hashToken, newToken } from '../secrets/digests.ts';
import type { Db } from '../store/database.ts';
import { addSession } from '../store/sessions.ts';
import { noteLogIn } from '../store/users.ts';

/** The tokens of a log-in, as the graph answers them. */
export interface SessionTokens {
  accessToken: string;
  refreshToken: string;
  expiresAt: Date;
  refreshExpiresAt: Date;
  user: User;
}

/**
 * Opens a session for a person in the transaction of what let them in. `events` must be told in it. Null when the
 * account is not in use (any more).
 */
export async function startSession(
  context: UsersContext,
  tx: Db,
  userId: string,
): Promise<{ session: SessionTokens; events: Envelope[] } | null> {
  const now = context.now();
  const user = await noteLogIn(tx, userId, now);
  if (user === null) return null;
  const id = newId('ses');
  const refreshToken = newToken();
  const refreshExpiresAt = new Date(now.getTime() + context.settings.refreshLifetimeMs);
  await addSession(tx, {
    id,
    userId,
    clientAddress: context.identity.clientAddress,
    now,
    expiresAt: refreshExpiresAt,
    refreshTokenHash: hashToken(refreshToken),
  });
  const claims = { userId, sessionId: id, roles: user.roles };
  const { token: accessToken, expiresAt } = await context.signAccessToken(claims, now);
  const fact = { subject: userId, sequence: user.version, data: { sessionId: id } };
  context.proven.add(userId);
  return {
    session: { accessToken, refreshToken, expiresAt, refreshExpiresAt, user },
    events: [newEvent(usersUser, 'logged_in', fact, context.trail)],
  };
}
