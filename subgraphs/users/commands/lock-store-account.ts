import { notFound } from '@soko/errors';
import type { StoreAccount } from '../domain/store-account.ts';
import type { Db } from '../store/database.ts';
import { lockStoreAccounts } from '../store/store-accounts.ts';

/** Locks a store until the transaction ends and increments its version. Throws NOT_FOUND. */
export async function lockStoreAccount(tx: Db, id: string): Promise<StoreAccount> {
  const [store] = await lockStoreAccounts(tx, [id]);
  if (store === undefined) throw notFound('The store');
  return store;
}
