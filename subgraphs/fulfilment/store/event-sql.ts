import { type EventTrail, spanOfTrail } from '@soko/events';

/** The part that all events of one statement share, for the SQL function `envelope_of`. */
export function trailJson(trail: EventTrail): string {
  const { correlationId, causationId, actor, now } = trail;
  return JSON.stringify({
    version: 1,
    time: now().toISOString(),
    correlationId,
    causationId,
    ...spanOfTrail(trail),
    actor,
  });
}

/** Writes the rows of `events (payload)` to the outbox, as part of a statement that makes its events itself. */
export const insertEvents = (topic: string): string =>
  `INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload)
   SELECT payload->>'id', '${topic}', payload->>'subject', payload->>'type', payload FROM events`;

/**
 * Makes the events of stock levels from `changed (variant_id, product_id, seller_id, store_id, version, before, available)`. The first
 * goods of a variant are new, not "back in stock".
 */
export const levelEvents = (trail: string, lowAt: string): string =>
  `SELECT envelope_of('fulfilment.stock.level_changed', variant_id, version, ${trail},
     jsonb_build_object('variantId', variant_id, 'productId', product_id, 'available', available)) AS payload
   FROM changed WHERE available <> before
   UNION ALL
   SELECT envelope_of('fulfilment.stock.' || CASE WHEN before = 0 THEN 'back_in_stock' ELSE 'low' END, variant_id, version, ${trail},
     jsonb_build_object('variantId', variant_id, 'productId', product_id, 'sellerId', seller_id, 'storeId', store_id, 'available', available,
       'sku', (SELECT sku FROM variant WHERE id = variant_id)))
   FROM changed WHERE (before = 0 AND available > 0 AND version > 1) OR (before > ${lowAt} AND available <= ${lowAt})`;
