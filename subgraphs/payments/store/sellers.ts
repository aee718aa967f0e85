import type { Queryable } from './queryable.ts';

/** Notes who is behind a seller, unless something newer is known. */
export async function noteSeller(
  db: Queryable,
  seller: { id: string; userId: string; sequence: number },
): Promise<void> {
  await db.query({
    name: 'note-seller',
    text: `INSERT INTO seller AS known (id, user_id, sequence) VALUES ($1, $2, $3)
      ON CONFLICT (id) DO UPDATE SET (user_id, sequence) = (excluded.user_id, excluded.sequence)
      WHERE known.sequence < excluded.sequence`,
    values: [seller.id, seller.userId, seller.sequence],
  });
}

/** The sellers that a person is. */
export async function sellersOf(db: Queryable, userId: string): Promise<Set<string>> {
  const { rows } = await db.query<{ id: string }>({
    name: 'sellers-of',
    text: 'SELECT id FROM seller WHERE user_id = $1',
    values: [userId],
  });
  return new Set(rows.map(({ id }) => id));
}
