import type { EventTrail } from '@soko/events';
import type { Queryable } from '@soko/postgres';
import type { StockMove } from '../domain/stock-item.ts';
import { insertEvents, levelEvents, trailJson } from './event-sql.ts';

// SQL: stock moves, a hot path: stock, movements and events in one statement, which locks the stock by variant.
const statement = `WITH moves AS MATERIALIZED (
    SELECT m.* FROM jsonb_to_recordset($1::jsonb) AS m ("variantId" text, kind text, "onHand" int, reserved int, "orderId" text, reason text)
  ), total AS MATERIALIZED (
    SELECT "variantId" AS variant_id, sum("onHand")::int AS on_hand, sum(reserved)::int AS reserved FROM moves GROUP BY 1
  ), locked AS MATERIALIZED (
    SELECT s.id, s.variant_id FROM stock_item s WHERE s.variant_id IN (SELECT variant_id FROM total)
    ORDER BY s.variant_id FOR UPDATE OF s
  ), changed AS (
    UPDATE stock_item s SET on_hand = s.on_hand + t.on_hand, reserved = s.reserved + t.reserved, version = s.version + 1, updated_at = $4
    FROM locked k JOIN total t USING (variant_id) WHERE s.id = k.id
    RETURNING s.id, s.variant_id, s.product_id, s.seller_id, s.store_id, s.version, s.on_hand - s.reserved AS available,
      s.on_hand - s.reserved - t.on_hand + t.reserved AS before
  ), moved AS (
    INSERT INTO stock_movement (stock_item_id, kind, on_hand_delta, reserved_delta, order_id, reason, actor_kind, actor_id, at)
    SELECT c.id, m.kind, m."onHand", m.reserved, m."orderId", m.reason, $2::jsonb #>> '{actor,kind}', $2::jsonb #>> '{actor,id}', $4
    FROM moves m JOIN changed c ON c.variant_id = m."variantId"
  ), events AS MATERIALIZED (
    ${levelEvents('$2::jsonb', '$3::int')}
  ), written AS (
    ${insertEvents('fulfilment.stock')}
  )
  SELECT count(*)::int AS changed, (SELECT count(*)::int FROM total) AS wanted FROM changed`;

/**
 * Makes changes of stock and writes the events of the levels that changed. The caller has decided that they are allowed:
 * a constraint of the database (`on_hand >= reserved >= 0`) or a variant without a stock record makes them a fault.
 */
export async function moveStock(
  db: Queryable,
  moves: readonly StockMove[],
  { trail, lowAt }: { trail: EventTrail; lowAt: number },
): Promise<void> {
  if (moves.length === 0) return;
  const { rows } = await db.query<{ changed: number; wanted: number }>({
    name: 'move-stock',
    text: statement,
    values: [JSON.stringify(moves), trailJson(trail), lowAt, trail.now()],
  });
  if (rows[0]?.changed !== rows[0]?.wanted) throw new Error('A stock move names a variant without a stock record.');
}
