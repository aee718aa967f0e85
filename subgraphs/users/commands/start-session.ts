import { type Envelope, newEvent, usersUser } from '@soko/events';
import { newId } from '@soko/ids';
import { networkOf } from '@soko/limits';
import type { UsersContext } from '../context.ts';
import { deviceKeyOf, deviceNameOf } from '../domain/device.ts';
import type { User } from '../domain/user.ts';
import { hashToken, newToken } from '../secrets/digests.ts';
import type { Db } from '../store/database.ts';
import { rememberDevice } from '../store/known-devices.ts';
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

/** The owner is notified of a log-in with a device that they have not used before. */
const newDevice = (
  { trail }: Pick<UsersContext, 'trail'>,
  { subject, sequence, data: { sessionId } }: { subject: string; sequence: number; data: { sessionId: string } },
  userAgent: string,
): Envelope => {
  const data = { sessionId, device: deviceNameOf(userAgent) };
  return newEvent(usersUser, 'logged_in_with_new_device', { subject, sequence, data }, trail);
};

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
  const { clientAddress, userAgent = '' } = context.identity;
  const user = await recordLogIn(tx, userId, now);
  if (user === null) return null;
  const id = newId('ses');
  const refreshToken = newToken();
  const refreshExpiresAt = new Date(now.getTime() + context.settings.refreshLifetimeMs);
  await insertSession(tx, {
    id,
    userId,
    clientAddress,
    now,
    expiresAt: refreshExpiresAt,
    refreshTokenHash: hashToken(refreshToken),
  });
  const device = context.digest(
    'device',
    `${userId}\n${deviceKeyOf({ userAgent, network: networkOf(clientAddress) })}`,
  );
  const isNewDevice = await rememberDevice(tx, { userId, device, now });
  const ended = await revokeOldestSessions(tx, { userId, most: maxSessions, now });
  const claims = { userId, sessionId: id, roles: user.roles, accessVersion: user.accessVersion };
  const { token: accessToken, expiresAt } = await context.signAccessToken(claims, now);
  const fact = { subject: userId, sequence: user.version, data: { sessionId: id } };
  context.authenticated.add(userId);
  return {
    session: { accessToken, refreshToken, expiresAt, refreshExpiresAt, user },
    events: [
      newEvent(usersUser, 'logged_in', fact, context.trail),
      ...(isNewDevice ? [newDevice(context, fact, userAgent)] : []),
      ...sessionsRevoked(context.trail, ended, 'REVOKED'),
    ],
  };
}
