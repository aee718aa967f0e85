import { newEvent, usersStore } from '@soko/events';
import { notFound } from '@soko/errors';
import type { UsersContext } from '../context.ts';
import type { ApiKey } from '../domain/api-key.ts';
import { type accountSuspended, apiKeyRevoked } from '../domain/refusals.ts';
import type { RevokeApiKeyInput } from '../generated/graphql.ts';
import * as apiKeys from '../store/api-keys.ts';
import { inTransaction } from '../store/database.ts';
import { tell } from '../store/tell.ts';
import { administers, holdStore } from './own-store.ts';
import { viewersAccount } from './viewers-account.ts';

/** Ends a key. Throws NOT_FOUND to whoever does not administer its store. */
export async function revokeApiKey(
  context: UsersContext,
  { apiKeyId }: RevokeApiKeyInput,
): Promise<ApiKey | ReturnType<typeof apiKeyRevoked | typeof accountSuspended>> {
  return inTransaction(context.db, async (tx) => {
    const user = await viewersAccount(context, tx);
    if ('__typename' in user) return user;
    const key = await apiKeys.findApiKey(tx, apiKeyId);
    if (key === null || !(await administers(context, tx, key.storeId))) throw notFound('This key');
    const revoked = await apiKeys.revokeApiKey(tx, apiKeyId, context.now());
    if (revoked === null) return apiKeyRevoked();
    const store = await holdStore(tx, key.storeId);
    const fact = { subject: store.id, sequence: store.version, data: { apiKeyId } };
    await tell(tx, [newEvent(usersStore, 'api_key_revoked', fact, context.trail)]);
    return revoked;
  });
}
