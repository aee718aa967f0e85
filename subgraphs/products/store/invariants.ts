import type { Invariant } from '@soko/invariants';
import { advertInvariants } from './adverts/invariants.ts';
import { searchInvariants } from './finding/invariants.ts';
import { reviewInvariants } from './reviews/invariants.ts';

/** Rules of the catalogue that no constraint can state. */
export const invariants: readonly Invariant[] = [
  {
    name: 'price-range-is-that-of-the-variants',
    rule: 'The price range of a product on sale is that of its variants, in their currency.',
    sql: `SELECT p.id AS subject, format('%s to %s %s, variants %s to %s', p.price_min_minor, p.price_max_minor, p.currency, v.low, v.high) AS found
      FROM product p JOIN LATERAL (
        SELECT min(price_minor) AS low, max(price_minor) AS high, bool_and(currency = p.currency) AS same
        FROM variant WHERE product_id = p.id) v ON true
      WHERE p.status IN ('ACTIVE', 'SOLD_OUT')
        AND (NOT coalesce(v.same, false) OR (p.price_min_minor, p.price_max_minor) IS DISTINCT FROM (v.low, v.high))`,
  },
  {
    name: 'licence-keys-are-counted',
    rule: 'A variant that needs licence keys has as many items to sell as free keys.',
    sql: `SELECT v.id AS subject, format('%s to sell, %s free keys', v.available, k.free) AS found
      FROM variant v, LATERAL (SELECT count(*) AS free FROM licence_key WHERE variant_id = v.id AND line_id IS NULL) k
      WHERE v.needs_key AND v.available IS DISTINCT FROM k.free`,
  },
  ...advertInvariants,
  ...reviewInvariants,
  ...searchInvariants,
];
