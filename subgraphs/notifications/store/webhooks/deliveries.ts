import type { Queryable } from '@soko/postgres';
import { keysetPage, type Page } from '@soko/pagination';
import { createParameters } from '@soko/postgres';
import type { DeliveryStatus, WebhookAttempt, WebhookDelivery } from '../../domain/webhooks/delivery.ts';

const columns = `d.id, d.endpoint_id AS "endpointId", d.event_id AS "eventId", d.type, d.subject, d.body, d.status,
  d.end_reason AS "endReason", d.claims, d.due_at AS "dueAt", d.created_at AS "createdAt", d.ended_at AS "endedAt"`;

export type DeliveryPage = Page<readonly [time: Date, id: string]>;

/** A page of the deliveries of an endpoint, newest first. One statement. */
export function listDeliveries(
  db: Queryable,
  endpointId: string,
  status: DeliveryStatus | null,
  page: DeliveryPage,
): Promise<WebhookDelivery[]> {
  const parameters = createParameters(endpointId);
  return keysetPage<WebhookDelivery>(db, {
    select: columns,
    from: 'webhook_delivery d',
    where: ['d.endpoint_id = $1', ...(status === null ? [] : [`d.status = ${parameters.add(status)}`])],
    parameters,
    key: ['d.created_at', 'd.id'],
    direction: 'DESC',
    page,
    name: 'webhooks-list-deliveries',
  });
}

export async function findDelivery(db: Queryable, id: string): Promise<WebhookDelivery | null> {
  // SQL: beside the statements around it.
  const { rows } = await db.query<WebhookDelivery>({
    name: 'webhooks-delivery',
    text: `SELECT ${columns} FROM webhook_delivery d WHERE d.id = $1`,
    values: [id],
  });
  return rows[0] ?? null;
}

/** The newest attempts of several deliveries, newest first. */
export async function findAttempts(
  db: Queryable,
  deliveryIds: readonly string[],
  limit: number,
): Promise<WebhookAttempt[]> {
  const { rows } = await db.query<WebhookAttempt>({
    name: 'webhooks-attempts',
    text: `SELECT a.delivery_id AS "deliveryId", a.number, a.started_at AS "startedAt", a.duration_ms AS "durationMs",
        a.response_code AS "responseCode", a.response_head AS "responseHead", a.error
      FROM unnest($1::text[]) AS wanted (id) CROSS JOIN LATERAL (
        SELECT * FROM webhook_attempt WHERE delivery_id = wanted.id ORDER BY number DESC LIMIT $2) a
      ORDER BY a.delivery_id, a.number DESC`,
    values: [deliveryIds, limit],
  });
  return rows;
}

export type NewDelivery = Pick<
  WebhookDelivery,
  'id' | 'endpointId' | 'eventId' | 'type' | 'subject' | 'body' | 'createdAt'
>;

/**
 * Saves deliveries to locked endpoints, at most one for each endpoint, each event once. One waits without a due time while an
 * earlier delivery of its subject has not ended.
 */
export async function insertDeliveries(tx: Queryable, deliveries: readonly NewDelivery[]): Promise<void> {
  await tx.query({
    name: 'webhooks-insert-deliveries',
    text: `INSERT INTO webhook_delivery (id, endpoint_id, event_id, type, subject, body, created_at, due_at)
      SELECT n.id, n.endpoint_id, n.event_id, n.type, n.subject, n.body, n.created_at,
        CASE WHEN NOT EXISTS (SELECT FROM webhook_delivery o
          WHERE o.endpoint_id = n.endpoint_id AND o.subject = n.subject AND o.ended_at IS NULL) THEN n.created_at END
      FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[])
        AS n (id, endpoint_id, event_id, type, subject, body, created_at)
      ON CONFLICT (endpoint_id, event_id) DO NOTHING`,
    values: [
      deliveries.map(({ id }) => id),
      deliveries.map(({ endpointId }) => endpointId),
      deliveries.map(({ eventId }) => eventId),
      deliveries.map(({ type }) => type),
      deliveries.map(({ subject }) => subject),
      deliveries.map(({ body }) => body),
      deliveries.map(({ createdAt }) => createdAt),
    ],
  });
}

/** Locks the active endpoints of active stores that have chosen a type, in one order. */
export async function lockSubscribed(
  tx: Queryable,
  storeIds: readonly string[],
  type: string,
): Promise<{ id: string; storeId: string }[]> {
  const { rows } = await tx.query<{ id: string; storeId: string }>({
    name: 'webhooks-lock-subscribed',
    // The endpoint before its store, as `noteStore` locks them.
    text: `SELECT e.id, e.store_id AS "storeId" FROM webhook_endpoint e JOIN store s ON s.id = e.store_id
      WHERE e.store_id = ANY ($1) AND e.status = 'ACTIVE' AND s.status = 'ACTIVE' AND $2 = ANY (e.event_types)
      ORDER BY e.id FOR NO KEY UPDATE OF e FOR SHARE OF s`,
    values: [storeIds, type],
  });
  return rows;
}

/** Those of the stores that are active and have an active endpoint, with the types that any of them has chosen. One statement. */
export async function findChosenTypes(
  db: Queryable,
  storeIds: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const { rows } = await db.query<{ storeId: string; type: string }>({
    name: 'webhooks-chosen-types',
    text: `SELECT DISTINCT e.store_id AS "storeId", type FROM webhook_endpoint e JOIN store s ON s.id = e.store_id
        CROSS JOIN unnest(e.event_types) AS type
      WHERE e.store_id = ANY ($1) AND e.status = 'ACTIVE' AND s.status = 'ACTIVE'`,
    values: [storeIds],
  });
  const chosen = new Map<string, Set<string>>();
  for (const { storeId, type } of rows) chosen.set(storeId, (chosen.get(storeId) ?? new Set()).add(type));
  return chosen;
}

/** Makes a delivery of a locked endpoint due that has ended, after those of its subject that have not. */
export async function queueDelivery(tx: Queryable, id: string, now: Date): Promise<void> {
  await tx.query({
    name: 'webhooks-queue-delivery',
    text: `UPDATE webhook_delivery d SET status = 'PENDING', failures = 0, end_reason = NULL, ended_at = NULL,
        due_at = CASE WHEN NOT EXISTS (SELECT FROM webhook_delivery o
          WHERE o.endpoint_id = d.endpoint_id AND o.subject = d.subject AND o.ended_at IS NULL) THEN $2::timestamptz END
      WHERE d.id = $1 AND d.ended_at IS NOT NULL`,
    values: [id, now],
  });
}
