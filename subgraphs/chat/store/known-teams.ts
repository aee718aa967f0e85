import type { Queryable } from '@soko/postgres';
import { answeringRoles } from '../domain/conversation.ts';

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
