import type { Scope } from '@soko/auth';
import type { UsersContext } from '../context.ts';
import { partsOfSecret } from '../domain/api-key.ts';
import { hashToken, sameDigest } from '../secrets/digests.ts';
import { findUsableApiKey, noteApiKeyUse } from '../store/api-keys.ts';

/** Whom a secret key stands for; null when it is not one, was ended, or its store is shut. */
export async function findApiKeyViewer(
  { db, now }: Pick<UsersContext, 'db' | 'now'>,
  secret: string,
): Promise<{ id: string; storeId: string; scopes: Scope[] } | null> {
  const parts = partsOfSecret(secret);
  const found = parts && (await findUsableApiKey(db, parts.prefix));
  if (!parts || !found || !sameDigest(found.hash, hashToken(parts.token))) return null;
  const { id, storeId, scopes } = found.key;
  await noteApiKeyUse(db, id, now());
  return { id, storeId, scopes };
}
