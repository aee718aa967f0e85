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

/** Notes that the buyer is gone. */
export const noteErasedBuyer = async (db: Queryable, id: string, now: Date): Promise<void> => {
  await db.query('INSERT INTO erased_buyer (id, at) VALUES ($1, $2) ON CONFLICT DO NOTHING', [id, now]);
};

/** A parcel on its way keeps its address until it is handed over or back. */
const over = `d.status = 'COMPLETED' OR d.returned_at IS NOT NULL`;

const packages = `UPDATE packaging p SET address = p.address || $1::jsonb FROM erased_buyer e
  WHERE p.buyer_id = e.id AND p.address->>'name' <> 'Erased' AND p.status NOT IN ('NEW', 'IN_PROGRESS')
    AND NOT EXISTS (SELECT FROM delivery d WHERE d.packaging_id = p.id AND NOT (${over}))`;

const deliveries = `UPDATE delivery d SET address = d.address || $1::jsonb, proof = NULL FROM erased_buyer e
  WHERE d.buyer_id = e.id AND d.address->>'name' <> 'Erased' AND (${over})`;

/** Of whoever is gone leaves the country of every address that nobody needs any more, and nothing that names a person. */
export async function forgetBuyers(db: Queryable): Promise<void> {
  await db.query(packages, [forgotten]);
  await db.query(deliveries, [forgotten]);
}
