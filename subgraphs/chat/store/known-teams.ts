import type { Queryable } from '@soko/postgres';
import { answeringRoles } from '../domain/conversation.ts';

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
    name: 'chat-note-store-member',
    text: `INSERT INTO store_member AS known (store_id, user_id, role, status, sequence) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (store_id, user_id) DO UPDATE SET (role, status, sequence) = (excluded.role, excluded.status, excluded.sequence)
      WHERE known.sequence < excluded.sequence`,
    values: [member.storeId, member.userId, member.role, member.status, member.sequence],
  });
}

/** The stores for which a person answers. */
export async function findStoresOf(db: Queryable, userId: string): Promise<string[]> {
  const { rows } = await db.query<{ storeId: string }>({
    name: 'chat-stores-of',
    text: `SELECT store_id AS "storeId" FROM store_member
      WHERE user_id = $1 AND status = 'ACTIVE' AND role = ANY ($2) ORDER BY store_id`,
    values: [userId, answeringRoles],
  });
  return rows.map(({ storeId }) => storeId);
}

/** True if a person answers for a store. */
export async function answersForStore(db: Queryable, userId: string, storeId: string): Promise<boolean> {
  return (await findStoresOf(db, userId)).includes(storeId);
}
