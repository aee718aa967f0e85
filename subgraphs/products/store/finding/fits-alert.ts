const limit = (name: 'minRank' | 'maxRank'): string => `(a.criteria ->> '${name}')::bigint`;

/** Whether a price is in the range of the alert `a`. */
export const priceFits = (rank: string, currency: string): string =>
  `coalesce(a.criteria ->> 'currency' = ${currency}, true) AND coalesce(${rank} >= ${limit('minRank')}, true)
    AND coalesce(${rank} <= ${limit('maxRank')}, true)`;

const same = (name: string, column: string): string =>
  `(a.criteria ->> '${name}' IS NULL OR a.criteria ->> '${name}' = ${column})`;

const among = (name: string, column: string): string =>
  `(a.criteria -> '${name}' IS NULL OR a.criteria -> '${name}' ? ${column})`;

/** Products of the person, or of a store where they sell. */
const isOwn = `EXISTS (SELECT FROM seller s WHERE s.id = p.seller_id AND s.user_id = a.user_id)
  OR EXISTS (SELECT FROM store_member m WHERE m.store_id = p.store_id AND m.user_id = a.user_id AND m.status = 'ACTIVE')`;

/**
 * Whether the alert `a` tells of the product `p` as it is now. The conditions of the filter are those of filter-sql.ts. Blocked
 * products, and those of suspended sellers, are not listed.
 */
export const fitsAlert = `p.listed AND p.status <> 'SOLD_OUT' AND (a.terms IS NULL OR p.search @@ a.terms)
  AND (a.criteria ->> 'categoryId' IS NULL
    OR EXISTS (SELECT FROM category c WHERE c.id = p.category_id AND c.path @> ARRAY[a.criteria ->> 'categoryId']))
  AND ${same('sellerId', 'p.seller_id')} AND ${same('storeId', 'p.store_id')}
  AND ${priceFits('p.price_rank', 'p.currency')}
  AND ${among('condition', 'p.condition')} AND ${among('type', 'p.type')} AND ${among('ids', 'p.id')}
  AND (a.criteria -> 'tags' IS NULL OR to_jsonb(p.tags) @> (a.criteria -> 'tags'))
  AND (a.criteria -> 'minRating' IS NULL
    OR p.rating_count > 0 AND 100 * p.rating_sum >= (a.criteria ->> 'minRating')::int * p.rating_count)
  AND NOT (${isOwn})`;
