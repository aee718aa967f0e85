import type { Queryable } from '@soko/postgres';
import type { AcceptedOffer } from '../../domain/offers/offered-price.ts';

/** SQL: the offers of the person `buyer` whose price can be ordered at `now`, as JSON. */
export const acceptedOffersOf = (buyer: string, now: string): string =>
  `(SELECT coalesce(json_agg(json_build_object('id', f.id, 'variantId', f.variant_id, 'quantity', f.quantity, 'currency', f.currency,
    'unitPriceMinor', f.unit_price_minor::text)), '[]') FROM offer f
    WHERE f.buyer_id = ${buyer} AND f.status = 'ACCEPTED' AND f.valid_until > ${now})`;

/** Amounts are texts, because a JSON number may be too small for them. */
export type AcceptedOfferJson = Omit<AcceptedOffer, 'unitPriceMinor'> & { unitPriceMinor: string };

export const toAcceptedOffers = (offers: readonly AcceptedOfferJson[]): AcceptedOffer[] =>
  offers.map((offer) => ({ ...offer, unitPriceMinor: BigInt(offer.unitPriceMinor) }));

/** The offers of people whose price can be ordered now. One statement. */
export async function findAcceptedOffers(
  db: Queryable,
  buyerIds: readonly string[],
  now: Date,
): Promise<(AcceptedOffer & { buyerId: string })[]> {
  const { rows } = await db.query<AcceptedOfferJson & { buyerId: string }>({
    name: 'accepted-offers',
    // SQL: hot, part of every cart with prices; a partial index.
    text: `SELECT f.id, f.buyer_id AS "buyerId", f.variant_id AS "variantId", f.quantity, f.currency, f.unit_price_minor AS "unitPriceMinor"
      FROM offer f WHERE f.buyer_id = ANY($1) AND f.status = 'ACCEPTED' AND f.valid_until > $2`,
    values: [buyerIds, now],
  });
  return rows.map((row) => ({ ...row, unitPriceMinor: BigInt(row.unitPriceMinor) }));
}
