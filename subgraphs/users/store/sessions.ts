import type { Db } from './database.ts';

export interface NewSession {
  id: string;
  userId: string;
  clientAddress: string;
  now: Date;
  expiresAt: Date;
  refreshTokenHash: string;
}

/** Opens a session with its first refresh token. */
export async function addSession(tx: Db, session: NewSession): Promise<void> {
  const { id, userId, clientAddress, now, expiresAt, refreshTokenHash } = session;
  await tx.$executeRaw`
    WITH session AS (
      INSERT INTO sessions (id, user_id, client_address, created_at, last_used_at, expires_at)
      VALUES (${id}, ${userId}, ${clientAddress}, ${now}, ${now}, ${expiresAt})
      RETURNING id
    )
    INSERT INTO refresh_tokens (hash, session_id, created_at) SELECT ${refreshTokenHash}, id, ${now} FROM session`;
}
