import type { Queryable } from '@soko/postgres';

/** Result of checking one page of items. */
export interface CheckedPage {
  /** Items whose movements do not add up to their stock. None without a fault. */
  miscounted: { id: string; variantId: string }[];
  /** Number of movements that were added up. */
  movements: number;
  /** Id of the last item; null when no item is left. */
  last: string | null;
}

/*
 * Items that have not changed since their last check are compared with its totals; of the others only the movements after
 * it are added up. Movements of one item are numbered in order, because they are added under its lock.
 */
// SQL: compares each row with an aggregate of another table, and saves it in the same statement.
const statement = `WITH page AS MATERIALIZED (
    SELECT s.id, s.variant_id, s.version, s.on_hand, s.reserved, c.version AS checked, coalesce(c.movement_id, 0) AS movement_id,
      coalesce(c.on_hand, 0) AS known_on_hand, coalesce(c.reserved, 0) AS known_reserved
    FROM stock_item s LEFT JOIN stock_check c ON c.stock_item_id = s.id
    WHERE s.id > $1 ORDER BY s.id LIMIT $2
  ), fresh AS MATERIALIZED (
    SELECT m.stock_item_id AS id, sum(m.on_hand_delta)::int AS on_hand, sum(m.reserved_delta)::int AS reserved, max(m.id) AS last,
      count(*)::int AS movements
    FROM page p JOIN stock_movement m ON m.stock_item_id = p.id AND m.id > p.movement_id
    WHERE p.version IS DISTINCT FROM p.checked GROUP BY 1
  ), counted AS MATERIALIZED (
    SELECT p.id, p.variant_id, p.version, p.checked, p.on_hand, p.reserved, coalesce(f.last, p.movement_id) AS last,
      (p.on_hand, p.reserved) = (p.known_on_hand + coalesce(f.on_hand, 0), p.known_reserved + coalesce(f.reserved, 0)) AS adds_up,
      coalesce(f.movements, 0) AS movements
    FROM page p LEFT JOIN fresh f USING (id)
  ), saved AS (
    INSERT INTO stock_check AS c (stock_item_id, version, movement_id, on_hand, reserved)
    SELECT id, version, last, on_hand, reserved FROM counted WHERE adds_up AND version IS DISTINCT FROM checked
    ON CONFLICT (stock_item_id) DO UPDATE SET (version, movement_id, on_hand, reserved) =
      (excluded.version, excluded.movement_id, excluded.on_hand, excluded.reserved)
    WHERE c.version < excluded.version
  )
  SELECT (SELECT coalesce(jsonb_agg(jsonb_build_object('id', id, 'variantId', variant_id) ORDER BY id), '[]') FROM counted WHERE NOT adds_up) AS miscounted,
    (SELECT coalesce(sum(movements), 0)::int FROM counted) AS movements, (SELECT max(id) FROM page) AS last`;

/** Checks the items after `after`, at most `limit`. */
export async function checkItems(db: Queryable, after: string, limit: number): Promise<CheckedPage> {
  const { rows } = await db.query<CheckedPage>({ name: 'check-items', text: statement, values: [after, limit] });
  return rows[0]!;
}
