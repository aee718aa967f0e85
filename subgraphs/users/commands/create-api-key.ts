import { randomBytes } from 'node:crypto';
import { newEvent, usersStore } from '@soko/events';
import { newId } from '@soko/ids';
import type { UsersContext } from '../context.ts';
import { type ApiKey, readScopes } from '../domain/api-key.ts';
import { readLine } from '../domain/line.ts';
import { type accountSuspended, limitReached, storeInactive } from '../domain/refusals.ts';
import { storeLimits } from '../domain/store.ts';
import type { CreateApiKeyInput } from '../generated/graphql.ts';
import { hashToken, newToken } from '../secrets/digests.ts';
import { addApiKey, countApiKeys } from '../store/api-keys.ts';
import { tell } from '../store/tell.ts';
import { withOwnStore } from './own-store.ts';

/** Makes a key for a store. The secret leaves with the answer and is kept as a digest alone. */
export async function createApiKey(
  context: UsersContext,
  { storeId, ...input }: CreateApiKeyInput,
): Promise<
  | { __typename: 'CreatedApiKey'; apiKey: ApiKey; secret: string }
  | ReturnType<typeof limitReached | typeof storeInactive | typeof accountSuspended>
> {
  const name = readLine(input.name, 'name', { max: 80 });
  const scopes = readScopes(input.scopes);
  return withOwnStore(context, storeId, async (tx, store, user) => {
    if (store.status === 'INACTIVE') return storeInactive();
    if ((await countApiKeys(tx, storeId)) >= storeLimits.apiKeys) return limitReached(storeLimits.apiKeys, 'keys');
    const createdAt = context.now();
    const prefix = randomBytes(6).toString('hex');
    const token = newToken();
    const apiKey = { id: newId('key'), storeId, name, prefix, scopes, createdAt, lastUsedAt: null, revokedAt: null };
    await addApiKey(tx, apiKey, { hash: hashToken(token), createdBy: user.id });
    const fact = { subject: storeId, sequence: store.version, data: { apiKeyId: apiKey.id, scopes } };
    await tell(tx, [newEvent(usersStore, 'api_key_created', fact, context.trail)]);
    return { __typename: 'CreatedApiKey', apiKey, secret: `soko_${prefix}_${token}` };
  });
}
