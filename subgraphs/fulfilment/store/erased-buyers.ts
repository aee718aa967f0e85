import type { Queryable } from '@soko/postgres';

export const erasedAddress = JSON.stringify({
  name: 'Erased',
  line1: '',
  line2: null,
  city: '',
  region: null,
  postalCode: null,
  phone: null,
});

/** Saves that a buyer's account was erased. */
export const noteErasedBuyer = async (db: Queryable, id: string, now: Date): Promise<void> => {
  // SQL: in the transaction of a consumer.
  await db.query('INSERT INTO erased_buyer (id, at) VALUES ($1, $2) ON CONFLICT DO NOTHING', [id, now]);
};

/** A parcel keeps its address until it is delivered or returned. */
export const isFinished = `d.status = 'COMPLETED' OR d.returned_at IS NOT NULL`;

// SQL: joins tables and merges JSON.
const erasePackages = `UPDATE packaging p SET address = p.address || $1::jsonb FROM erased_buyer e
  WHERE p.buyer_id = e.id AND p.address->>'name' <> 'Erased' AND p.status NOT IN ('NEW', 'IN_PROGRESS')
    AND NOT EXISTS (SELECT FROM delivery d WHERE d.packaging_id = p.id AND NOT (${isFinished}))`;

// SQL: joins tables and merges JSON.
const eraseDeliveries = `UPDATE delivery d SET address = d.address || $1::jsonb, proof = NULL FROM erased_buyer e
  WHERE d.buyer_id = e.id AND d.address->>'name' <> 'Erased' AND (${isFinished})`;

/** Erases the addresses of erased buyers, except the country, once no parcel needs them any more. */
export async function eraseAddresses(db: Queryable): Promise<void> {
  await db.query(erasePackages, [erasedAddress]);
  await db.query(eraseDeliveries, [erasedAddress]);
}
