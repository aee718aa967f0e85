import type { Queryable } from './queryable.ts';

const forgotten = JSON.stringify({
  name: 'Erased',
  line1: '',
  line2: null,
  city: '',
  region: null,
  postalCode: null,
  phone: null,
});

/** Leaves the country of every address of the buyer's packages and deliveries, and nothing else that names a person. */
export async function forgetBuyer(db: Queryable, buyerId: string): Promise<void> {
  for (const table of ['packaging', 'delivery'] as const) {
    await db.query(`UPDATE ${table} SET address = address || $2::jsonb WHERE buyer_id = $1`, [buyerId, forgotten]);
  }
  await db.query('UPDATE delivery SET proof = NULL WHERE buyer_id = $1', [buyerId]);
}
