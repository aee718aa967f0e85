import type { Queryable } from '@soko/postgres';

export interface SellerFacts {
  id: string;
  userId: string;
  /** Null leaves the status as it is. */
  status: string | null;
  /** Number of the event among the seller's events. Older events than the last known one are ignored. */
  sequence: number;
}

/** Saves a seller as users published it. */
export async function noteSeller(db: Queryable, { id, userId, status, sequence }: SellerFacts): Promise<void> {
  // SQL: ON CONFLICT with a condition.
  await db.query({
    name: 'note-seller',
    text: `INSERT INTO seller AS known (id, user_id, status, sequence) VALUES ($1, $2, coalesce($3, 'APPLIED'), $4)
      ON CONFLICT (id) DO UPDATE SET (status, sequence) = (coalesce($3, known.status), excluded.sequence)
      WHERE known.sequence < excluded.sequence`,
    values: [id, userId, status, sequence],
  });
}

export interface StoreMemberFacts {
  storeId: string;
  userId: string;
  role: string;
  status: 'ACTIVE' | 'REMOVED';
  sequence: number;
}

/** Saves a member of a store as users published it. */
export async function noteStoreMember(db: Queryable, member: StoreMemberFacts): Promise<void> {
  // SQL: ON CONFLICT with a condition.
  await db.query({
    name: 'note-store-member',
    text: `INSERT INTO store_member AS known (store_id, user_id, role, status, sequence) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (store_id, user_id) DO UPDATE SET (role, status, sequence) = (excluded.role, excluded.status, excluded.sequence)
      WHERE known.sequence < excluded.sequence`,
    values: [member.storeId, member.userId, member.role, member.status, member.sequence],
  });
}
