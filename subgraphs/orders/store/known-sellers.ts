import type { Queryable } from './queryable.ts';

/** Notes who sells as which seller; what is older than what is known changes nothing. */
export async function noteSeller(
  db: Queryable,
  seller: { id: string; userId: string; sequence: number },
): Promise<void> {
  await db.query({
    name: 'note-seller',
    text: `INSERT INTO seller (id, user_id, sequence) VALUES ($1, $2, $3)
      ON CONFLICT (id) DO UPDATE SET user_id = excluded.user_id, sequence = excluded.sequence WHERE seller.sequence < excluded.sequence`,
    values: [seller.id, seller.userId, seller.sequence],
  });
}

/** The sellers that a person is. */
export async function sellersOf(db: Queryable, userId: string): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>({
    name: 'sellers-of-user',
    text: 'SELECT id FROM seller WHERE user_id = $1',
    values: [userId],
  });
  return rows.map((row) => row.id);
}
