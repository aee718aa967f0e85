import { randomBytes } from 'node:crypto';
import { newEvent, usersStore } from '@soko/events';
import { newId } from '@soko/ids';
import { readLine } from '@soko/input';
import { tellWithPrisma } from '@soko/outbox';
import type { UsersContext } from '../context.ts';
import { type ApiKey, maxApiKeys, readExpiry, readScopes } from '../domain/api-key.ts';
import { type accountSuspended, limitReached, storeInactive } from '../domain/refusals.ts';
import { hashToken, newToken } from '../secrets/digests.ts';
import { countApiKeys, insertApiKey } from '../store/api-keys.ts';
import { withOwnStoreAccount } from './with-own-store-account.ts';

export interface CreateApiKeyInput {
  storeId: string;
  name: string;
  scopes: readonly string[];
  expiresAt?: Date | null | undefined;
}

/** Creates an API key of a store. Only a digest of the secret is saved; the secret itself is returned once. */
export async function createApiKey(
  context: UsersContext,
  { storeId, ...input }: CreateApiKeyInput,
): Promise<
  | { __typename: 'CreatedApiKey'; apiKey: ApiKey; secret: string }
  | ReturnType<typeof limitReached | typeof storeInactive | typeof accountSuspended>
> {
  const name = readLine(input.name, 'name', { max: 80 });
  const scopes = readScopes(input.scopes);
  const expiresAt = readExpiry(input.expiresAt ?? null, context.now());
  return withOwnStoreAccount(context, storeId, async (tx, store, user) => {
    if (store.status === 'INACTIVE') return storeInactive();
    const createdAt = context.now();
    if ((await countApiKeys(tx, storeId, createdAt)) >= maxApiKeys) return limitReached(maxApiKeys, 'API keys');
    const prefix = randomBytes(6).toString('hex');
    const token = newToken();
    const createdBy = user.id;
    const unused = { lastUsedAt: null, revokedAt: null };
    const apiKey = { id: newId('key'), storeId, name, prefix, scopes, createdBy, createdAt, expiresAt, ...unused };
    await insertApiKey(tx, apiKey, hashToken(token));
    const fact = { subject: storeId, sequence: store.version, data: { apiKeyId: apiKey.id, scopes } };
    await tellWithPrisma(tx, [newEvent(usersStore, 'api_key_created', fact, context.trail)]);
    return { __typename: 'CreatedApiKey', apiKey, secret: `soko_${prefix}_${token}` };
  });
}
