import { notFound } from '@soko/errors';
import { newEvent, usersStore } from '@soko/events';
import { tellWithPrisma } from '@soko/outbox';
import { prismaTransaction } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { UsersContext } from '../context.ts';
import type { ApiKey } from '../domain/api-key.ts';
import { type accountSuspended, apiKeyRevoked } from '../domain/refusals.ts';
import { findApiKey, markApiKeyRevoked } from '../store/api-keys.ts';
import { canAdministerStore } from './can-administer-store.ts';
import { loadOwnAccount } from './load-own-account.ts';
import { lockStoreAccount } from './lock-store-account.ts';

export interface RevokeApiKeyInput {
  apiKeyId: string;
}

/** Revokes an API key. Throws NOT_FOUND for viewers who do not administer its store. */
export async function revokeApiKey(
  context: UsersContext,
  { apiKeyId }: RevokeApiKeyInput,
): Promise<ApiKey | ReturnType<typeof apiKeyRevoked | typeof accountSuspended>> {
  return prismaTransaction(context.db, async (tx) => {
    const user = await loadOwnAccount(context, tx);
    if (isRefusal(user)) return user;
    const key = await findApiKey(tx, apiKeyId);
    if (key === null || !(await canAdministerStore(context, tx, key.storeId))) throw notFound('The API key');
    const revoked = await markApiKeyRevoked(tx, apiKeyId, context.now());
    if (revoked === null) return apiKeyRevoked();
    const store = await lockStoreAccount(tx, key.storeId);
    const fact = { subject: store.id, sequence: store.version, data: { apiKeyId } };
    await tellWithPrisma(tx, [newEvent(usersStore, 'api_key_revoked', fact, context.trail)]);
    return revoked;
  });
}
