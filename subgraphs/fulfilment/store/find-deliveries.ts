import type { Page } from '@soko/pagination';
import type pg from 'pg';
import type { Delivery, DeliveryStatus, TrackingEvent } from '../domain/delivery.ts';
import { deliveryColumns, type DeliveryRow, toDelivery } from './delivery-rows.ts';
import type { Queryable } from './queryable.ts';
import { walkPage } from './walk-page.ts';

const by = (column: 'id' | 'order_id') => async (db: Queryable, ids: readonly string[]) => {
  const { rows } = await db.query<DeliveryRow>({
    name: `deliveries-by-${column}`,
    text: `SELECT ${deliveryColumns} FROM delivery d WHERE d.${column} = ANY($1)`,
    values: [ids],
  });
  return new Map(rows.map((row) => [row[column], toDelivery(row)]));
};

/** Deliveries by id; ids that name nothing are left out. */
export const findDeliveries: (db: Queryable, ids: readonly string[]) => Promise<Map<string, Delivery>> = by('id');

/** Deliveries by the id of their order. */
export const findDeliveriesOf: (db: Queryable, orderIds: readonly string[]) => Promise<Map<string, Delivery>> =
  by('order_id');

const first = async (db: Queryable, name: string, condition: string, value: string): Promise<Delivery | null> => {
  const text = `SELECT ${deliveryColumns} FROM delivery d WHERE ${condition}`;
  const { rows } = await db.query<DeliveryRow>({ name, text, values: [value] });
  return rows[0] ? toDelivery(rows[0]) : null;
};

/** The delivery with this number, or null. */
export const findDeliveryByNumber = (db: Queryable, trackingNumber: string): Promise<Delivery | null> =>
  first(db, 'delivery-by-number', 'd.tracking_number = $1', trackingNumber);

/** The delivery of a command, for its transaction alone, or null. */
export const lockDelivery = (client: pg.PoolClient, id: string): Promise<Delivery | null> =>
  first(client, 'lock-delivery', 'd.id = $1 FOR UPDATE', id);

/** A page of deliveries, oldest first: one more than asked for, to tell whether there are more. */
export async function listDeliveries(
  pool: pg.Pool,
  status: DeliveryStatus | null,
  page: Page<[string, string]>,
): Promise<Delivery[]> {
  const rows = await walkPage<DeliveryRow>(pool, { table: 'delivery d', columns: deliveryColumns, status, page });
  return rows.map(toDelivery);
}

/** Where each of the parcels has been, oldest first. */
export async function findTrackingEvents(
  db: Queryable,
  deliveryIds: readonly string[],
): Promise<Map<string, TrackingEvent[]>> {
  const { rows } = await db.query<TrackingEvent & { delivery_id: string }>({
    name: 'tracking-events',
    text: `SELECT delivery_id, at, kind, note, location FROM tracking_event WHERE delivery_id = ANY($1) ORDER BY delivery_id, id`,
    values: [deliveryIds],
  });
  const byDelivery = new Map<string, TrackingEvent[]>(deliveryIds.map((id) => [id, []]));
  for (const { delivery_id, ...event } of rows) byDelivery.get(delivery_id)?.push(event);
  return byDelivery;
}
