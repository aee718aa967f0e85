import { type Envelope, newEvent, usersStore } from '@soko/events';
import type { UsersContext } from '../context.ts';
import { revokeKeysWithoutRight } from '../store/api-keys.ts';
import type { Db } from '../store/database.ts';
import { lockStoreAccounts } from '../store/store-accounts.ts';

/**
 * Revokes the API keys that a user made for stores which the user no longer administers. Call it after each change that
 * takes rights away. Returns the events to publish.
 */
export async function endKeysWithoutRight(
  { trail, now }: Pick<UsersContext, 'trail' | 'now'>,
  tx: Db,
  userId: string,
): Promise<Envelope[]> {
  const revoked = await revokeKeysWithoutRight(tx, userId, now());
  if (revoked.length === 0) return [];
  const stores = await lockStoreAccounts(tx, [...new Set(revoked.map(({ storeId }) => storeId))].toSorted());
  return revoked.map(({ id: apiKeyId, storeId: subject }) => {
    const sequence = stores.find(({ id }) => id === subject)?.version ?? 0;
    return newEvent(usersStore, 'api_key_revoked', { subject, sequence, data: { apiKeyId } }, trail);
  });
}
