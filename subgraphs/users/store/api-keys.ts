import type { Scope } from '@soko/auth';
import type { ApiKey } from '../domain/api-key.ts';
import type { ApiKey as Row } from '../generated/prisma/client.ts';
import type { Db } from './database.ts';

const toApiKey = ({ hash: _hash, createdBy: _createdBy, ...row }: Row): ApiKey => ({
  ...row,
  scopes: row.scopes as Scope[],
});

/** The keys of several stores, oldest first, ended ones included. */
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

export const countApiKeys = (db: Db, storeId: string): Promise<number> =>
  db.apiKey.count({ where: { storeId, revokedAt: null } });

export async function addApiKey(tx: Db, key: ApiKey, secret: { hash: string; createdBy: string }): Promise<void> {
  await tx.apiKey.create({ data: { ...key, ...secret } });
}

/** Ends a key. Null when it was ended before. */
export async function revokeApiKey(tx: Db, id: string, now: Date): Promise<ApiKey | null> {
  const rows = await tx.apiKey.updateManyAndReturn({ where: { id, revokedAt: null }, data: { revokedAt: now } });
  return rows[0] === undefined ? null : toApiKey(rows[0]);
}

/** The key with a prefix, with the digest of its token, if it and its store are in use. */
export async function findUsableApiKey(db: Db, prefix: string): Promise<{ key: ApiKey; hash: string } | null> {
  const row = await db.apiKey.findFirst({ where: { prefix, revokedAt: null, store: { status: 'ACTIVE' } } });
  return row && { key: toApiKey(row), hash: row.hash };
}

/** Notes that a key was used, at most once a minute, so that a busy key is not one row everybody waits for. */
export async function noteApiKeyUse(db: Db, id: string, now: Date): Promise<void> {
  const aMinuteAgo = new Date(now.getTime() - 60_000);
  await db.apiKey.updateMany({
    where: { id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: aMinuteAgo } }] },
    data: { lastUsedAt: now },
  });
}
