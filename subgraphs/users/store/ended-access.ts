import type { Queryable } from '@soko/postgres';

/** An account that lost rights. Access tokens of a version before `version` are refused; all of them while it is blocked. */
export interface ChangedAccount {
  id: string;
  version: number;
  isBlocked: boolean;
}

/** What ended in a period of time. */
export interface EndedAccess {
  sessionIds: string[];
  accounts: ChangedAccount[];
  apiKeyIds: string[];
  /** Stores that became inactive: their API keys do not work. */
  storeIds: string[];
  /** False when more has ended than is listed. */
  isComplete: boolean;
}

/** Greatest number of sessions, accounts, keys or stores in one answer. */
const maxListed = 20_000;

/** What ended since a time. With `everyBlocked`, also each account that was suspended before. */
export async function findEndedAccess(
  db: Queryable,
  { since, everyBlocked }: { since: Date; everyBlocked: boolean },
): Promise<EndedAccess> {
  // SQL: every gateway asks twice a second, so it is one statement over four tables.
  const { rows } = await db.query<Omit<EndedAccess, 'isComplete'>>({
    name: everyBlocked ? 'ended-access-and-blocked' : 'ended-access',
    text: `SELECT
      ARRAY(SELECT id FROM sessions WHERE revoked_at >= $1 LIMIT $2) AS "sessionIds",
      ARRAY(SELECT jsonb_build_object('id', id, 'version', access_version, 'isBlocked', status IN ('SUSPENDED', 'ERASED'))
        FROM users WHERE access_changed_at >= $1 ${everyBlocked ? "OR status = 'SUSPENDED'" : ''} LIMIT $2) AS accounts,
      ARRAY(SELECT id FROM api_keys WHERE revoked_at >= $1 LIMIT $2) AS "apiKeyIds",
      ARRAY(SELECT id FROM stores WHERE status = 'INACTIVE' AND updated_at >= $1 LIMIT $2) AS "storeIds"`,
    values: [since, maxListed],
  });
  const ended = rows[0]!;
  return { ...ended, isComplete: Object.values(ended).every((list) => list.length < maxListed) };
}
