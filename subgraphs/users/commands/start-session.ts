import { type Envelope, newEvent, usersUser } from '@soko/events';
import { newId } from '@soko/ids';
import type { UsersContext } from '../context.ts';
import type { User } from '../domain/user.ts';
import { hashToken, newToken } from '../secrets/digests.ts';
import type { Db } from '../store/database.ts';
import { addSession } from '../store/sessions.ts';
import { saveUser } from '../store/users.ts';

/** The tokens of a log-in, as the graph answers them. */
export interface SessionTokens {
  accessToken: string;
  refreshToken: string;
  expiresAt: Date;
  refreshExpiresAt: Date;
  user: User;
}

/** Opens a session for a person in the transaction of what let them in. `events` must be told in it. */
export async function startSession(
  context: UsersContext,
  tx: Db,
  before: User,
): Promise<{ session: SessionTokens; events: Envelope[] }> {
  const now = context.now();
  const id = newId('ses');
  const refreshToken = newToken();
  const refreshExpiresAt = new Date(now.getTime() + context.settings.refreshLifetimeMs);
  const user = await saveUser(tx, before, { lastLoggedInAt: now });
  await addSession(tx, {
    id,
    userId: user.id,
    clientAddress: context.identity.clientAddress,
    now,
    expiresAt: refreshExpiresAt,
    refreshTokenHash: hashToken(refreshToken),
  });
  const claims = { userId: user.id, sessionId: id, roles: user.roles };
  const { token: accessToken, expiresAt } = await context.signAccessToken(claims, now);
  const fact = { subject: user.id, sequence: user.version, data: { sessionId: id } };
  return {
    session: { accessToken, refreshToken, expiresAt, refreshExpiresAt, user },
    events: [newEvent(usersUser, 'logged_in', fact, context.trail)],
  };
}
