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

/** Greatest number of sessions, keys or stores in one answer: the newest. */
const maxListed = 20_000;

/** Greatest number of accounts in one answer: every suspended and erased one is listed when a gateway starts. */
const maxAccounts = 200_000;

/**
 * What ended since a time. With `everyBlocked`, also each account that was suspended or erased before. Sessions that ended
 * together with all others of their account are listed as the account alone: one entry, whatever their number.
 */
export async function findEndedAccess(
  db: Queryable,
  { since, everyBlocked }: { since: Date; everyBlocked: boolean },
): Promise<EndedAccess> {
  // SQL: every gateway asks twice a second, so it is one statement over four tables.
  const { rows } = await db.query<Omit<EndedAccess, 'isComplete'>>({
    name: everyBlocked ? 'ended-access-and-blocked' : 'ended-access',
    text: `SELECT
      ARRAY(SELECT session.id FROM sessions AS session JOIN users ON users.id = session.user_id
        WHERE revoked_at >= $1 AND status NOT IN ('SUSPENDED', 'ERASED') AND access_changed_at IS DISTINCT FROM revoked_at
        ORDER BY revoked_at DESC LIMIT $2) AS "sessionIds",
      ARRAY(SELECT jsonb_build_object('id', id, 'version', access_version, 'isBlocked', status IN ('SUSPENDED', 'ERASED'))
        FROM users WHERE access_changed_at >= $1 ${everyBlocked ? "OR status IN ('SUSPENDED', 'ERASED')" : ''}
        ORDER BY access_changed_at DESC NULLS LAST LIMIT $3) AS accounts,
      ARRAY(SELECT id FROM api_keys WHERE revoked_at >= $1 ORDER BY revoked_at DESC LIMIT $2) AS "apiKeyIds",
      ARRAY(SELECT id FROM stores WHERE status = 'INACTIVE' AND updated_at >= $1 LIMIT $2) AS "storeIds"`,
    values: [since, maxListed, maxAccounts],
  });
  const ended = rows[0]!;
  const { accounts, ...others } = ended;
  const isComplete = accounts.length < maxAccounts && Object.values(others).every(({ length }) => length < maxListed);
  return { ...ended, isComplete };
}
