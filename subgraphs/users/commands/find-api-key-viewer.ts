import type { Scope } from '@soko/auth';
import type { UsersContext } from '../context.ts';
import { partsOfSecret } from '../domain/api-key.ts';
import { hashToken, sameDigest } from '../secrets/digests.ts';
import { findUsableApiKey, recordApiKeyUse } from '../store/api-keys.ts';

/**
 * Finds the viewer that a secret key authenticates. Null for a key that is unknown, revoked or expired, or whose store is
 * inactive.
 */
export async function findApiKeyViewer(
  { db, now }: Pick<UsersContext, 'db' | 'now'>,
  secret: string,
): Promise<{ id: string; storeId: string; scopes: Scope[]; expiresAt: Date | null } | null> {
  const parts = partsOfSecret(secret);
  const found = parts && (await findUsableApiKey(db, parts.prefix, now()));
  if (!parts || !found || !sameDigest(found.hash, hashToken(parts.token))) return null;
  const { id, storeId, scopes, expiresAt } = found.key;
  await recordApiKeyUse(db, id, now());
  return { id, storeId, scopes, expiresAt };
}
