import type { Queryable } from '@soko/postgres';

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
  // SQL: ON CONFLICT with a condition.
  await db.query({
    name: 'note-store-member',
    text: `INSERT INTO store_member AS known (store_id, user_id, role, status, sequence) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (store_id, user_id) DO UPDATE SET (role, status, sequence) = (excluded.role, excluded.status, excluded.sequence)
      WHERE known.sequence < excluded.sequence`,
    values: [member.storeId, member.userId, member.role, member.status, member.sequence],
  });
}
