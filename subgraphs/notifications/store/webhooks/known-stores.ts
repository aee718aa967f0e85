import type { Queryable } from '@soko/postgres';

/** A store as users published it. */
export interface KnownStore {
  id: string;
  name: string;
  status: string;
}

/** Saves a store, unless a later version is known. */
export async function noteStore(db: Queryable, { id, name, status }: KnownStore, sequence: number): Promise<void> {
  // SQL: ON CONFLICT with a condition.
  await db.query({
    name: 'webhooks-note-store',
    text: `INSERT INTO store AS known (id, name, status, sequence) VALUES ($1, $2, $3, $4)
      ON CONFLICT (id) DO UPDATE SET (name, status, sequence) = (excluded.name, excluded.status, excluded.sequence)
      WHERE known.sequence < excluded.sequence`,
    values: [id, name, status, sequence],
  });
}

export interface MemberFacts {
  storeId: string;
  userId: string;
  role: string;
  status: 'ACTIVE' | 'REMOVED';
  /** Sequence of the store's event. An event older than the saved one is ignored. */
  sequence: number;
}

/** Saves the facts of a store member's event. */
export async function noteStoreMember(db: Queryable, member: MemberFacts): Promise<void> {
  await db.query({
    name: 'webhooks-note-store-member',
    text: `INSERT INTO store_member AS known (store_id, user_id, role, status, sequence) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (store_id, user_id) DO UPDATE SET (role, status, sequence) = (excluded.role, excluded.status, excluded.sequence)
      WHERE known.sequence < excluded.sequence`,
    values: [member.storeId, member.userId, member.role, member.status, member.sequence],
  });
}

/** A store, locked until the transaction ends. Null when no event named it. */
export async function lockStore(tx: Queryable, id: string): Promise<KnownStore | null> {
  const { rows } = await tx.query<KnownStore>({
    name: 'webhooks-lock-store',
    text: 'SELECT id, name, status FROM store WHERE id = $1 FOR NO KEY UPDATE',
    values: [id],
  });
  return rows[0] ?? null;
}

/** The role of a person in the team of a store. Null for others. */
export async function findStoreRole(db: Queryable, storeId: string, userId: string): Promise<string | null> {
  const { rows } = await db.query<{ role: string }>({
    name: 'webhooks-store-role',
    text: `SELECT role FROM store_member WHERE store_id = $1 AND user_id = $2 AND status = 'ACTIVE'`,
    values: [storeId, userId],
  });
  return rows[0]?.role ?? null;
}
