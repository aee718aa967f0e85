import type { Scope } from '@soko/auth';
import type { ApiKey } from '../domain/api-key.ts';
import type { ApiKey as Row } from '../generated/prisma/client.ts';
import type { Db } from './database.ts';

const toApiKey = ({ hash: _hash, createdBy: _createdBy, ...row }: Row): ApiKey => ({
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

/** Number of keys that are not revoked. */
export const countApiKeys = (db: Db, storeId: string): Promise<number> =>
  db.apiKey.count({ where: { storeId, revokedAt: null } });

export async function insertApiKey(tx: Db, key: ApiKey, secret: { hash: string; createdBy: string }): Promise<void> {
  await tx.apiKey.create({ data: { ...key, ...secret } });
}

/** Returns null when the key was already revoked. */
export async function markApiKeyRevoked(tx: Db, id: string, now: Date): Promise<ApiKey | null> {
  const rows = await tx.apiKey.updateManyAndReturn({ where: { id, revokedAt: null }, data: { revokedAt: now } });
  return rows[0] === undefined ? null : toApiKey(rows[0]);
}

/** Finds an active key of an active store, with the digest of its token. */
export async function findUsableApiKey(db: Db, prefix: string): Promise<{ key: ApiKey; hash: string } | null> {
  const row = await db.apiKey.findFirst({ where: { prefix, revokedAt: null, store: { status: 'ACTIVE' } } });
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
