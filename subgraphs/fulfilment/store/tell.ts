import type { Envelope, EventTrail } from '@soko/events';
import { outboxRows } from '@soko/outbox';
import type { Queryable } from './queryable.ts';

/** Writes events into the outbox, in the transaction of what they tell of. */
export async function tell(db: Queryable, events: readonly Envelope[]): Promise<void> {
  if (events.length === 0) return;
  await db.query({
    name: 'tell',
    text: `INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload)
      SELECT id, aggregatetype, aggregateid, type, payload
      FROM jsonb_to_recordset($1) AS e (id text, aggregatetype text, aggregateid text, type text, payload jsonb)`,
    values: [JSON.stringify(outboxRows(events))],
  });
}

/** What all events of one statement share, for the SQL function `envelope_of`. */
export const trailJson = ({ correlationId, causationId, actor, now }: EventTrail): string =>
  JSON.stringify({ version: 1, time: now().toISOString(), correlationId, causationId, actor });

/** Writes the rows of `told (payload)` into the outbox. */
export const sendTold = (topic: string): string =>
  `INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload)
   SELECT payload->>'id', '${topic}', payload->>'subject', payload->>'type', payload FROM told`;

/**
 * The events of levels that moved, out of `changed (variant_id, product_id, seller_id, version, before, available)`.
 * A first delivery is not "back".
 */
export const levelEvents = (trail: string, lowAt: string): string =>
  `SELECT envelope_of('fulfilment.stock.level_changed', variant_id, version, ${trail},
     jsonb_build_object('variantId', variant_id, 'productId', product_id, 'available', available)) AS payload
   FROM changed WHERE available <> before
   UNION ALL
   SELECT envelope_of('fulfilment.stock.' || CASE WHEN before = 0 THEN 'back_in_stock' ELSE 'low' END, variant_id, version, ${trail},
     jsonb_build_object('variantId', variant_id, 'productId', product_id, 'sellerId', seller_id, 'available', available))
   FROM changed WHERE (before = 0 AND available > 0 AND version > 1) OR (before > ${lowAt} AND available <= ${lowAt})`;
