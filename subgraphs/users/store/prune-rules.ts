import type { PruneRule } from '@soko/postgres';

const dayMs = 86_400_000;

/** Rows of users that are deleted once they are old. `keepSessionsMs` counts from the end of a session. */
export const pruneRules = (keepSessionsMs: number): PruneRule[] => [
  { table: 'otp_challenges', where: 'expires_at < $1', keepMs: dayMs },
  { table: 'sessions', where: 'expires_at < $1', keepMs: keepSessionsMs },
  { table: 'sessions', where: 'revoked_at < $1', keepMs: keepSessionsMs },
  { table: 'refresh_tokens', where: 'rotated_at < $1', keepMs: keepSessionsMs },
  { table: 'known_devices', where: 'last_seen_at < $1', keepMs: 400 * dayMs },
  { table: 'data_exports', where: `status = 'EXPIRED' AND expires_at < $1`, keepMs: 90 * dayMs },
  { table: 'data_exports', where: `status = 'FAILED' AND created_at < $1`, keepMs: 90 * dayMs },
  { table: 'store_members', where: `status = 'INVITED' AND invitation_expires_at < $1`, keepMs: 30 * dayMs },
  { table: 'contacts', where: 'last_active_at < $1', keepMs: 3 * 365 * dayMs },
  // An event that was published while its person was erased.
  {
    table: 'personal_key',
    where: `person_id IN (SELECT id FROM users WHERE status = 'ERASED' AND updated_at >= $1)`,
    keepMs: dayMs,
  },
];
