import type { Address } from '@soko/input';
import { type Page, prismaKeyset } from '@soko/pagination';
import type { Queryable } from '@soko/postgres';
import type pg from 'pg';
import type { Delivery, TrackingEvent } from '../domain/delivery.ts';
import type { DeliveryStatus } from '../domain/statuses.ts';
import type { Delivery as DeliveryRow, PrismaClient } from '../generated/prisma/client.ts';

const columns = `d.id, d.packaging_id AS "packagingId", d.order_id AS "orderId", d.order_number AS "orderNumber", d.buyer_id AS "buyerId",
  d.seller_id AS "sellerId", d.store_id AS "storeId", d.status, d.method, d.tracking_number AS "trackingNumber", d.address, d.attempts, d.proof,
  d.failure_reason AS "failureReason", d.version, d.created_at AS "createdAt", d.started_at AS "startedAt",
  d.completed_at AS "completedAt", d.returned_at AS "returnedAt"`;

/** Deliveries by id; unknown ids are left out. */
export async function findDeliveries(db: Queryable, ids: readonly string[]): Promise<Map<string, Delivery>> {
  // SQL: entities of orders, a hot path.
  const { rows } = await db.query<Delivery>({
    name: 'deliveries-by-id',
    text: `SELECT ${columns} FROM delivery d WHERE d.id = ANY($1)`,
    values: [ids],
  });
  return new Map(rows.map((delivery) => [delivery.id, delivery]));
}

/** Deliveries by the id of their order; orders without one are left out. */
export async function findDeliveriesOf(db: Queryable, orderIds: readonly string[]): Promise<Map<string, Delivery>> {
  // SQL: entities of orders, a hot path.
  const { rows } = await db.query<Delivery>({
    name: 'deliveries-by-order',
    text: `SELECT ${columns} FROM delivery d WHERE d.order_id = ANY($1)`,
    values: [orderIds],
  });
  return new Map(rows.map((delivery) => [delivery.orderId, delivery]));
}

const toDelivery = (row: DeliveryRow): Delivery => ({
  ...row,
  status: row.status as DeliveryStatus,
  method: row.method as Delivery['method'],
  address: row.address as unknown as Address,
});

/** The delivery with this tracking number, or null. */
export async function findDeliveryByNumber(db: PrismaClient, trackingNumber: string): Promise<Delivery | null> {
  const row = await db.delivery.findUnique({ where: { trackingNumber } });
  return row && toDelivery(row);
}

/** A page of deliveries, of a store or of all, oldest first, and one more if there is another page. */
export async function listDeliveries(
  db: PrismaClient,
  { status, storeId }: { status: DeliveryStatus | null; storeId: string | null },
  page: Page<readonly [createdAt: Date, id: string]>,
): Promise<Delivery[]> {
  const { where, ...rest } = prismaKeyset('createdAt', page, 'ASC');
  const filter = { ...(status === null ? {} : { status }), ...(storeId === null ? {} : { storeId }) };
  const rows = await db.delivery.findMany({ where: { ...where, ...filter }, ...rest });
  return rows.map(toDelivery);
}

/** The delivery, locked until the end of the transaction, or null. */
export async function lockDelivery(client: pg.PoolClient, id: string): Promise<Delivery | null> {
  // SQL: Prisma has no row locks.
  const { rows } = await client.query<Delivery>({
    name: 'lock-delivery',
    text: `SELECT ${columns} FROM delivery d WHERE d.id = $1 FOR UPDATE`,
    values: [id],
  });
  return rows[0] ?? null;
}

/** The tracking of each delivery, oldest first. */
export async function findTrackingEvents(
  db: PrismaClient,
  deliveryIds: readonly string[],
): Promise<Map<string, TrackingEvent[]>> {
  const rows = await db.trackingEvent.findMany({
    where: { deliveryId: { in: [...deliveryIds] } },
    orderBy: [{ deliveryId: 'asc' }, { id: 'asc' }],
  });
  const byDelivery = new Map<string, TrackingEvent[]>(deliveryIds.map((id) => [id, []]));
  for (const { deliveryId, at, kind, note, location } of rows) {
    byDelivery.get(deliveryId)?.push({ at, kind: kind as TrackingEvent['kind'], note, location });
  }
  return byDelivery;
}
