import type { Scope } from '@soko/auth';
import type { ApiKey } from '../domain/api-key.ts';
import type { ApiKey as Row } from '../generated/prisma/client.ts';
import type { Db } from './database.ts';

const toApiKey = ({ hash: _hash, ...row }: Row): ApiKey => ({
  ...row,
  scopes: row.scopes as Scope[],
});

/** The keys of several stores, oldest first, including revoked ones. */
export async function findApiKeysOf(db: Db, storeIds: readonly string[]): Promise<ApiKey[]> {
  const rows = await db.apiKey.findMany({
    where: { storeId: { in: [...storeIds] } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  return rows.map(toApiKey);
}

export async function findApiKey(db: Db, id: string): Promise<ApiKey | null> {
  const row = await db.apiKey.findUnique({ where: { id } });
  return row && toApiKey(row);
}

const notExpired = (now: Date) => ({ OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] });

/** Number of keys that work. */
export const countApiKeys = (db: Db, storeId: string, now: Date): Promise<number> =>
  db.apiKey.count({ where: { storeId, revokedAt: null, ...notExpired(now) } });

export async function insertApiKey(tx: Db, key: ApiKey, hash: string): Promise<void> {
  await tx.apiKey.create({ data: { ...key, hash } });
}

/** Returns null when the key was already revoked. */
export async function markApiKeyRevoked(tx: Db, id: string, now: Date): Promise<ApiKey | null> {
  const rows = await tx.apiKey.updateManyAndReturn({ where: { id, revokedAt: null }, data: { revokedAt: now } });
  return rows[0] === undefined ? null : toApiKey(rows[0]);
}

/** Revokes the keys that a user made for stores which the user does not administer now. Returns them. */
export async function revokeKeysWithoutRight(
  tx: Db,
  userId: string,
  now: Date,
): Promise<{ id: string; storeId: string }[]> {
  // SQL: the condition is about two other tables.
  return tx.$queryRaw<{ id: string; storeId: string }[]>`
    UPDATE api_keys AS key SET revoked_at = ${now}
    WHERE key.created_by = ${userId} AND key.revoked_at IS NULL AND NOT EXISTS (
      SELECT FROM users AS maker
      WHERE maker.id = key.created_by AND maker.status = 'ACTIVE' AND ('ADMIN' = ANY (maker.roles) OR EXISTS (
        SELECT FROM store_members AS member
        WHERE member.store_id = key.store_id AND member.user_id = maker.id
          AND member.status = 'ACTIVE' AND member.role = 'ADMIN'))
    )
    RETURNING key.id, key.store_id AS "storeId"`;
}

/** Finds a key of an active store that works, with the digest of its token. */
export async function findUsableApiKey(
  db: Db,
  prefix: string,
  now: Date,
): Promise<{ key: ApiKey; hash: string } | null> {
  const row = await db.apiKey.findFirst({
    where: { prefix, revokedAt: null, store: { status: 'ACTIVE' }, ...notExpired(now) },
  });
  return row && { key: toApiKey(row), hash: row.hash };
}

/** Records the use of a key, at most once a minute: requests with the same key would otherwise wait for one row. */
export async function recordApiKeyUse(db: Db, id: string, now: Date): Promise<void> {
  const aMinuteAgo = new Date(now.getTime() - 60_000);
  await db.apiKey.updateMany({
    where: { id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: aMinuteAgo } }] },
    data: { lastUsedAt: now },
  });
}
