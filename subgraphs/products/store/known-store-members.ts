import type { Queryable } from './insert-products.ts';

export interface MemberFacts {
  storeId: string;
  userId: string;
  role: string;
  status: 'ACTIVE' | 'REMOVED';
  /** Counts what happened to the store; what is older than what is known is left out. */
  sequence: number;
}

/** Notes what users told about a member of a store. */
export async function noteStoreMember(db: Queryable, member: MemberFacts): Promise<void> {
  await db.query({
    name: 'note-store-member',
    text: `INSERT INTO store_member AS known (store_id, user_id, role, status, sequence) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (store_id, user_id) DO UPDATE SET (role, status, sequence) = (excluded.role, excluded.status, excluded.sequence)
      WHERE known.sequence < excluded.sequence`,
    values: [member.storeId, member.userId, member.role, member.status, member.sequence],
  });
}
