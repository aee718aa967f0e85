import type { Envelope, EventTrail } from '@soko/events';
import { tell } from '@soko/outbox';
import type pg from 'pg';
import type { Delivery, TrackingEvent } from '../domain/delivery.ts';
import { addStatusChange } from './status-changes.ts';

/** Saved together with a delivery. */
export interface DeliveryStep {
  trail: EventTrail;
  /** Entries of the public tracking. */
  tracking: readonly TrackingEvent[];
  events: readonly Envelope[];
  reason: string | null;
}

async function addTrackingEvents(
  client: pg.PoolClient,
  deliveryId: string,
  tracking: readonly TrackingEvent[],
): Promise<void> {
  // SQL: in a transaction that holds row locks; several rows in one statement.
  await client.query({
    name: 'add-tracking-events',
    text: `INSERT INTO tracking_event (delivery_id, at, kind, note, location)
      SELECT $1, at, kind, note, location
      FROM jsonb_to_recordset($2) AS e (at timestamptz, kind text, note text, location text)`,
    values: [deliveryId, JSON.stringify(tracking)],
  });
}

/** Saves a new delivery. */
export async function addDelivery(client: pg.PoolClient, delivery: Delivery, step: DeliveryStep): Promise<void> {
  const { id, packagingId, orderId, orderNumber, buyerId, sellerId, storeId, status, method, trackingNumber, address } =
    delivery;
  // SQL: in a transaction that holds row locks.
  await client.query({
    name: 'add-delivery',
    text: `INSERT INTO delivery (id, packaging_id, order_id, order_number, buyer_id, seller_id, store_id, status, method, tracking_number, address, created_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    values: [
      id,
      packagingId,
      orderId,
      orderNumber,
      buyerId,
      sellerId,
      storeId,
      status,
      method,
      trackingNumber,
      JSON.stringify(address),
      delivery.createdAt,
    ],
  });
  await addStatusChange(client, { entityId: id, from: null, to: status, reason: step.reason }, step.trail);
  await addTrackingEvents(client, id, step.tracking);
  await tell(client, step.events);
}

/** Saves the changes of a locked delivery with its status change, tracking and events. */
export async function saveDelivery(
  client: pg.PoolClient,
  before: Delivery,
  after: Delivery,
  step: DeliveryStep,
): Promise<void> {
  const { id, status, attempts, proof, failureReason, version, startedAt, completedAt, returnedAt } = after;
  // SQL: in a transaction that holds row locks.
  await client.query({
    name: 'save-delivery',
    text: `UPDATE delivery SET status = $2, attempts = $3, proof = $4, failure_reason = $5, version = $6, started_at = $7,
      completed_at = $8, returned_at = $9 WHERE id = $1`,
    values: [id, status, attempts, proof, failureReason, version, startedAt, completedAt, returnedAt],
  });
  if (status !== before.status) {
    await addStatusChange(client, { entityId: id, from: before.status, to: status, reason: step.reason }, step.trail);
  }
  await addTrackingEvents(client, id, step.tracking);
  await tell(client, step.events);
}
