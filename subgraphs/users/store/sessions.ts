import { isIPv6 } from 'node:net';
import type { RevocationReason, Session } from '../domain/session.ts';
import type { Session as Row } from '../generated/prisma/client.ts';
import type { Db } from './database.ts';

export interface NewSession {
  id: string;
  userId: string;
  clientAddress: string;
  now: Date;
  expiresAt: Date;
  refreshTokenHash: string;
}

/** Inserts a session with its first refresh token. */
export async function insertSession(tx: Db, session: NewSession): Promise<void> {
  const { id, userId, clientAddress, now, expiresAt, refreshTokenHash } = session;
  // SQL: two tables in one statement.
  await tx.$executeRaw`
    WITH session AS (
      INSERT INTO sessions (id, user_id, client_address, created_at, last_used_at, expires_at)
      VALUES (${id}, ${userId}, ${clientAddress}, ${now}, ${now}, ${expiresAt})
      RETURNING id
    )
    INSERT INTO refresh_tokens (hash, session_id, created_at) SELECT ${refreshTokenHash}, id, ${now} FROM session`;
}

const toSession = ({ revokedReason: _revokedReason, ...row }: Row): Session => row;

/** A user's active sessions, most recently used first. */
export async function findSessions(db: Db, userId: string, now: Date): Promise<Session[]> {
  const rows = await db.session.findMany({
    where: { userId, revokedAt: null, expiresAt: { gt: now } },
    orderBy: [{ lastUsedAt: 'desc' }, { id: 'desc' }],
    take: 200,
  });
  return rows.map(toSession);
}

/**
 * Ends the sessions of a user that were used longest ago, so that at most `most` are active. Returns those that ended. An
 * account without a bound could hold so many that they cannot be ended together.
 */
export async function revokeOldestSessions(
  tx: Db,
  { userId, most, now }: { userId: string; most: number; now: Date },
): Promise<Session[]> {
  // SQL: an update of the rows behind an offset, in one statement.
  const rows = await tx.$queryRaw<{ id: string }[]>`
    UPDATE sessions SET revoked_at = ${now}, revoked_reason = ${'REVOKED' satisfies RevocationReason}
    WHERE id IN (
      SELECT id FROM sessions WHERE user_id = ${userId} AND revoked_at IS NULL AND expires_at > ${now}
      ORDER BY last_used_at DESC, id DESC OFFSET ${most} LIMIT 1000
    )
    RETURNING id`;
  return rows.length === 0
    ? []
    : (await tx.session.findMany({ where: { id: { in: rows.map(({ id }) => id) } } })).map(toSession);
}

/** Ends active sessions of a user: one, all, or all but one. Returns the sessions that ended. */
export async function revokeSessions(
  tx: Db,
  which: { userId: string; sessionId?: string; exceptId?: string },
  reason: RevocationReason,
  now: Date,
): Promise<Session[]> {
  const { userId, sessionId, exceptId } = which;
  const rows = await tx.session.updateManyAndReturn({
    where: {
      userId,
      revokedAt: null,
      expiresAt: { gt: now },
      id: {
        ...(sessionId === undefined ? {} : { equals: sessionId }),
        ...(exceptId === undefined ? {} : { not: exceptId }),
      },
    },
    data: { revokedAt: now, revokedReason: reason },
  });
  return rows.map(toSession);
}

/** Number of sessions of a user that a new password has ended since a moment. */
export const countPasswordEnded = (db: Db, userId: string, since: Date): Promise<number> =>
  db.session.count({
    where: { userId, revokedReason: 'PASSWORD_CHANGED' satisfies RevocationReason, revokedAt: { gte: since } },
  });

export interface Rotation {
  tokenHash: string;
  nextHash: string;
  now: Date;
  expiresAt: Date;
}

/**
 * Exchanges a refresh token for the next one of its session. Of two requests with the same token only one succeeds.
 * Returns null when the token is unknown or was already used, or its session has ended.
 */
export async function rotateRefreshToken(
  db: Db,
  { tokenHash, nextHash, now, expiresAt }: Rotation,
): Promise<{ sessionId: string; userId: string } | null> {
  // SQL: three changes in one statement, each of which depends on the one before.
  const rows = await db.$queryRaw<{ sessionId: string; userId: string }[]>`
    WITH used AS (
      UPDATE refresh_tokens SET rotated_at = ${now}
      WHERE hash = ${tokenHash} AND rotated_at IS NULL
      RETURNING session_id
    ), session AS (
      UPDATE sessions SET last_used_at = ${now}, expires_at = ${expiresAt}
      FROM used
      WHERE id = used.session_id AND revoked_at IS NULL AND expires_at > ${now}
      RETURNING id, user_id
    ), next AS (
      INSERT INTO refresh_tokens (hash, session_id, created_at) SELECT ${nextHash}, id, ${now} FROM session
    )
    SELECT id AS "sessionId", user_id AS "userId" FROM session`;
  return rows[0] ?? null;
}

/**
 * True when a session of the user was opened from this client address, or from the same /64 of IPv6: a device changes its
 * address within it all the time.
 */
export async function hasLoggedInFrom(db: Db, userId: string, clientAddress: string): Promise<boolean> {
  const network = isIPv6(clientAddress) ? clientAddress : null;
  // SQL: networks. CASE, because an address may also read `unknown` and AND has no order.
  const rows = await db.$queryRaw<{ known: boolean }[]>`
    SELECT EXISTS (
      SELECT FROM sessions WHERE user_id = ${userId} AND (
        client_address = ${clientAddress} OR
        CASE WHEN client_address ~ '^[0-9a-f]*:[0-9a-f:.]+$'
          THEN network(set_masklen(client_address::inet, 64)) = network(set_masklen(${network}::text::inet, 64))
        END
      )
    ) AS known`;
  return rows[0]!.known;
}

/** The time at which a refresh token was used, null if it was not, and its session. */
export async function findRefreshToken(
  db: Db,
  hash: string,
): Promise<{ rotatedAt: Date | null; session: Session } | null> {
  const row = await db.refreshToken.findUnique({ where: { hash }, select: { rotatedAt: true, session: true } });
  return row && { rotatedAt: row.rotatedAt, session: toSession(row.session) };
}

export async function findSession(db: Db, id: string): Promise<Session | null> {
  const row = await db.session.findUnique({ where: { id } });
  return row && toSession(row);
}

export async function deleteSessions(tx: Db, userId: string): Promise<void> {
  await tx.session.deleteMany({ where: { userId } });
}
