import type { EventTrail } from '@soko/events';
import type { Address } from '@soko/input';
import { retryCollisions } from '@soko/postgres';
import type pg from 'pg';
import type { DeliveryMethod } from '../domain/delivery-method.ts';
import { insertEvents, trailJson } from './event-sql.ts';

export interface CommitOrder {
  /** Id of the package if it is created by this call. */
  packagingId: string;
  orderId: string;
  buyerId: string | null;
  sellerId: string;
  storeId: string | null;
  number: string;
  address: Address;
  deliveryMethod: DeliveryMethod;
  lines: readonly {
    lineId: string;
    position: number;
    variantId: string;
    title: string;
    sku: string;
    quantity: number;
  }[];
}

export interface Committed {
  /** Orders without a reservation: expired, released or never reserved. */
  gone: string[];
  /** Orders whose lines do not match their reservation. */
  differing: string[];
  /** The packages created by this call, by order. */
  packed: Record<string, string>;
}

// SQL: checkout, a hot path: everything in one statement.
const statement = `WITH wanted AS MATERIALIZED (
    SELECT w.* FROM jsonb_to_recordset($1::jsonb) AS w ("packagingId" text, "orderId" text, "buyerId" text, "sellerId" text, "storeId" text,
      number text, "deliveryMethod" text, address jsonb, lines jsonb)
  ), known AS MATERIALIZED (
    SELECT r.order_id, r.status FROM reservation r WHERE r.order_id IN (SELECT "orderId" FROM wanted)
    ORDER BY r.order_id FOR UPDATE OF r
  ), gone AS MATERIALIZED (
    SELECT w."orderId" AS order_id FROM wanted w LEFT JOIN known k ON k.order_id = w."orderId"
    WHERE k.status IS NULL OR k.status IN ('EXPIRED', 'RELEASED')
  ), contents AS MATERIALIZED (
    SELECT w."packagingId" AS packaging_id, w."orderId" AS order_id, l.*
    FROM wanted w CROSS JOIN LATERAL jsonb_to_recordset(w.lines) AS l ("lineId" text, position int, "variantId" text, title text, sku text, quantity int)
  ), differing AS MATERIALIZED (
    SELECT DISTINCT coalesce(r.order_id, c.order_id) AS order_id
    FROM (SELECT order_id, "variantId" AS variant_id, sum(quantity)::int AS quantity FROM contents GROUP BY 1, 2) c
    FULL JOIN (SELECT order_id, variant_id, quantity FROM reservation_line WHERE order_id IN (SELECT order_id FROM known)) r
      ON r.order_id = c.order_id AND r.variant_id = c.variant_id
    WHERE r.quantity IS DISTINCT FROM c.quantity AND coalesce(r.order_id, c.order_id) IN (SELECT order_id FROM known WHERE status = 'HELD')
  ), moved AS (
    UPDATE reservation r SET status = 'COMMITTED', version = r.version + 1, updated_at = $2::timestamptz
    FROM known k WHERE r.order_id = k.order_id AND k.status = 'HELD'
      AND NOT EXISTS (SELECT FROM gone) AND NOT EXISTS (SELECT FROM differing)
    RETURNING r.order_id
  ), packed AS (
    INSERT INTO packaging (id, order_id, order_number, buyer_id, seller_id, store_id, status, delivery_method, address, created_at)
    SELECT w."packagingId", w."orderId", w.number, w."buyerId", w."sellerId", w."storeId", 'NEW', w."deliveryMethod", w.address, $2
    FROM wanted w JOIN moved m ON m.order_id = w."orderId"
    RETURNING id, order_id, seller_id, delivery_method, version
  ), filled AS (
    INSERT INTO packaging_line (packaging_id, line_id, position, variant_id, title, sku, quantity)
    SELECT c.packaging_id, c."lineId", c.position, c."variantId", c.title, c.sku, c.quantity FROM contents c JOIN moved USING (order_id)
  ), noted AS (
    INSERT INTO status_change (entity_id, at, to_status, actor_kind, actor_id)
    SELECT id, $2, 'NEW', $3::jsonb #>> '{actor,kind}', $3::jsonb #>> '{actor,id}' FROM packed
  ), events AS MATERIALIZED (
    SELECT envelope_of('fulfilment.packaging.requested', p.id, p.version, $3::jsonb, jsonb_build_object(
      'orderId', p.order_id, 'sellerId', p.seller_id, 'deliveryMethod', p.delivery_method,
      'lines', (SELECT jsonb_agg(jsonb_build_object('lineId', c."lineId", 'variantId', c."variantId", 'quantity', c.quantity) ORDER BY c.position)
         FROM contents c WHERE c.packaging_id = p.id))) AS payload
    FROM packed p
  ), written AS (
    ${insertEvents('fulfilment.packaging')}
  )
  SELECT
    (SELECT coalesce(jsonb_agg(order_id), '[]') FROM gone) AS gone,
    (SELECT coalesce(jsonb_agg(order_id), '[]') FROM differing) AS differing,
    (SELECT coalesce(jsonb_object_agg(order_id, id), '{}') FROM packed) AS packed`;

/** Commits reservations and creates their packages: all or none. Committed reservations stay as they are. */
export async function commitReservations(
  pool: pg.Pool,
  orders: readonly CommitOrder[],
  trail: EventTrail,
): Promise<Committed> {
  const { rows } = await retryCollisions(() =>
    pool.query<Committed>({
      name: 'commit-reservations',
      text: statement,
      values: [JSON.stringify(orders), trail.now(), trailJson(trail)],
    }),
  );
  return rows[0]!;
}
