export type RevocationReason = 'LOGGED_OUT' | 'REVOKED' | 'REUSED' | 'PASSWORD_CHANGED' | 'SUSPENDED' | 'ERASED';

/** One log-in on one client: a series of refresh tokens of which only the newest is valid. */
export interface Session {
  id: string;
  userId: string;
  clientAddress: string | null;
  createdAt: Date;
  lastUsedAt: Date;
  /** Expiry of the newest refresh token. */
  expiresAt: Date;
  revokedAt: Date | null;
}

/** True for a session that has neither ended nor expired. */
export const isActive = ({ revokedAt, expiresAt }: Pick<Session, 'revokedAt' | 'expiresAt'>, now: Date): boolean =>
  revokedAt === null && expiresAt > now;
