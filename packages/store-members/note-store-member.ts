import type { Queryable } from '@soko/postgres';

/** A member of a store as users published it. */
export interface StoreMember {
  storeId: string;
  userId: string;
  role: string;
  status: 'ACTIVE' | 'REMOVED';
  /** Sequence of the store's event. An event older than the saved one is ignored. */
  sequence: number;
}

/** Saves a member of a store in the table `store_member`. */
export async function noteStoreMember(db: Queryable, member: StoreMember): Promise<void> {
  // SQL: ON CONFLICT with a condition.
  await db.query({
    name: 'note-store-member',
    text: `INSERT INTO store_member AS known (store_id, user_id, role, status, sequence) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (store_id, user_id) DO UPDATE SET (role, status, sequence) = (excluded.role, excluded.status, excluded.sequence)
      WHERE known.sequence < excluded.sequence`,
    values: [member.storeId, member.userId, member.role, member.status, member.sequence],
  });
}
