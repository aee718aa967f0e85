export type RevocationReason = 'LOGGED_OUT' | 'REVOKED' | 'REUSED' | 'PASSWORD_CHANGED' | 'SUSPENDED' | 'ERASED';

/** One log-in on one client: a family of refresh tokens of which the newest works. */
export interface Session {
  id: string;
  userId: string;
  clientAddress: string | null;
  createdAt: Date;
  lastUsedAt: Date;
  /** When its newest refresh token ends. */
  expiresAt: Date;
  revokedAt: Date | null;
}
