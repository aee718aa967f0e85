import type { Queryable } from '@soko/postgres';

/** A store, as users publishes it. */
export interface KnownStore {
  id: string;
  status: string;
  mintQuota: number;
}

/** Saves what an event says of a store, unless a later event is known. */
export async function noteStore(
  tx: Queryable,
  id: string,
  { status, mintQuota }: { status?: string | undefined; mintQuota?: number | undefined },
  sequence: number,
): Promise<void> {
  // SQL: ON CONFLICT with a condition. The first event of a store has both values.
  await tx.query({
    name: 'chain-note-store',
    text: `INSERT INTO store AS known (id, status, mint_quota, sequence) VALUES ($1, coalesce($2, 'ACTIVE'), coalesce($3, 0), $4)
      ON CONFLICT (id) DO UPDATE SET status = coalesce($2, known.status), mint_quota = coalesce($3, known.mint_quota),
        sequence = excluded.sequence
      WHERE known.sequence < excluded.sequence`,
    values: [id, status ?? null, mintQuota ?? null, sequence],
  });
}

/** A store. Null for one that no event named. */
export async function findStore(db: Queryable, id: string): Promise<KnownStore | null> {
  // SQL: beside the statements above.
  const { rows } = await db.query<KnownStore>({
    name: 'chain-find-store',
    text: 'SELECT id, status, mint_quota AS "mintQuota" FROM store WHERE id = $1',
    values: [id],
  });
  return rows[0] ?? null;
}

/** A store, locked until the transaction ends, so that its limits hold. Null for one that no event named. */
export async function lockStore(tx: Queryable, id: string): Promise<KnownStore | null> {
  // SQL: row locks.
  const { rows } = await tx.query<KnownStore>({
    name: 'chain-lock-store',
    text: 'SELECT id, status, mint_quota AS "mintQuota" FROM store WHERE id = $1 FOR NO KEY UPDATE',
    values: [id],
  });
  return rows[0] ?? null;
}

/** The role of a person in the team of a store. Null for others. */
export async function findStoreRole(db: Queryable, storeId: string, userId: string): Promise<string | null> {
  // SQL: beside the statements above.
  const { rows } = await db.query<{ role: string }>({
    name: 'chain-store-role',
    text: `SELECT role FROM store_member WHERE store_id = $1 AND user_id = $2 AND status = 'ACTIVE'`,
    values: [storeId, userId],
  });
  return rows[0]?.role ?? null;
}

export interface RoleOfPerson {
  /** The ids of the person and the store, with a space between them. */
  key: string;
  role: string;
}

/** The roles of people in the teams of stores. Others are left out. */
export async function findStoreRoles(db: Queryable, keys: readonly string[]): Promise<RoleOfPerson[]> {
  const [userIds, storeIds] = [0, 1].map((at) => keys.map((key) => key.split(' ')[at]));
  // SQL: pairs of ids.
  const { rows } = await db.query<RoleOfPerson>({
    name: 'chain-store-roles',
    text: `SELECT m.user_id || ' ' || m.store_id AS key, m.role FROM unnest($1::text[], $2::text[]) AS k (user_id, store_id)
      JOIN store_member m ON m.user_id = k.user_id AND m.store_id = k.store_id WHERE m.status = 'ACTIVE'`,
    values: [userIds, storeIds],
  });
  return rows;
}
