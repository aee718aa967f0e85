import type { Store, StorePlan, StoreStatus } from '../domain/store.ts';
import type { Prisma, Store as Row } from '../generated/prisma/client.ts';
import { type Db, StaleVersion } from './database.ts';

const toStore = ({ updatedAt: _updatedAt, ...row }: Row): Store => ({
  ...row,
  status: row.status as StoreStatus,
  plan: row.plan as StorePlan,
});

export async function findStores(db: Db, ids: readonly string[]): Promise<Store[]> {
  const rows = await db.store.findMany({ where: { id: { in: [...ids] } } });
  return rows.map(toStore);
}

export async function findStore(db: Db, where: { id: string } | { domain: string }): Promise<Store | null> {
  const row = await db.store.findUnique({ where });
  return row && toStore(row);
}

/** The stores that a person is on the team of, oldest first. */
export async function findStoresOf(db: Db, userId: string): Promise<Store[]> {
  const rows = await db.store.findMany({
    where: { members: { some: { userId, status: 'ACTIVE' } } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  return rows.map(toStore);
}

export async function addStore(tx: Db, store: Store): Promise<void> {
  await tx.store.create({ data: { ...store, updatedAt: store.createdAt } });
}

/** Saves changes to a store as the next version. Throws `StaleVersion` when `before` is not the newest. */
export async function saveStore(
  tx: Db,
  before: Store,
  changes: Prisma.StoreUpdateManyMutationInput,
  now: Date,
): Promise<Store> {
  const rows = await tx.store.updateManyAndReturn({
    where: { id: before.id, version: before.version },
    data: { ...changes, version: before.version + 1, updatedAt: now },
  });
  if (rows[0] === undefined) throw new StaleVersion(`Store ${before.id} is not at version ${before.version} any more.`);
  return toStore(rows[0]);
}

/** Counts stores on by one version each, for a change of a team or of keys, and holds them until the transaction ends. */
export async function touchStores(tx: Db, ids: readonly string[]): Promise<Store[]> {
  const rows = await tx.store.updateManyAndReturn({
    where: { id: { in: [...ids] } },
    data: { version: { increment: 1 } },
  });
  return rows.map(toStore);
}
