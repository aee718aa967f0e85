import { StaleVersion } from '@soko/postgres';
import type { StoreAccount, StorePlan, StoreStatus } from '../domain/store-account.ts';
import type { Prisma, Store as Row } from '../generated/prisma/client.ts';
import type { Db } from './database.ts';

const toStoreAccount = ({ updatedAt: _updatedAt, ...row }: Row): StoreAccount => ({
  ...row,
  status: row.status as StoreStatus,
  plan: row.plan as StorePlan,
});

export async function findStoreAccounts(db: Db, ids: readonly string[]): Promise<StoreAccount[]> {
  const rows = await db.store.findMany({ where: { id: { in: [...ids] } } });
  return rows.map(toStoreAccount);
}

export async function findStoreAccount(
  db: Db,
  where: { id: string } | { domain: string },
): Promise<StoreAccount | null> {
  const row = await db.store.findUnique({ where });
  return row && toStoreAccount(row);
}

/** The stores in which a user is a member, oldest first. */
export async function findStoreAccountsOf(db: Db, userId: string): Promise<StoreAccount[]> {
  const rows = await db.store.findMany({
    where: { members: { some: { userId, status: 'ACTIVE' } } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  return rows.map(toStoreAccount);
}

export async function insertStoreAccount(tx: Db, store: StoreAccount): Promise<void> {
  await tx.store.create({ data: { ...store, updatedAt: store.createdAt } });
}

/** Saves changes to a store as the next version. Throws `StaleVersion` when `before` is outdated. */
export async function saveStoreAccount(
  tx: Db,
  before: StoreAccount,
  changes: Prisma.StoreUpdateManyMutationInput,
  now: Date,
): Promise<StoreAccount> {
  const rows = await tx.store.updateManyAndReturn({
    where: { id: before.id, version: before.version },
    data: { ...changes, version: before.version + 1, updatedAt: now },
  });
  if (rows[0] === undefined) throw new StaleVersion(`Store ${before.id} is no longer at version ${before.version}.`);
  return toStoreAccount(rows[0]);
}

/** Locks stores until the transaction ends and increments their versions, for a change of a team or of API keys. */
export async function lockStoreAccounts(tx: Db, ids: readonly string[]): Promise<StoreAccount[]> {
  const rows = await tx.store.updateManyAndReturn({
    where: { id: { in: [...ids] } },
    data: { version: { increment: 1 } },
  });
  return rows.map(toStoreAccount);
}
