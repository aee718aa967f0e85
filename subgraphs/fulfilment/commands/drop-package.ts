import { type Envelope, fulfilmentPackaging, newEvent } from '@soko/events';
import type pg from 'pg';
import type { FulfilmentContext } from '../context.ts';
import { nothingPacked, type Packaging } from '../domain/packaging.ts';
import { endReservations, lockReservations } from '../store/reservations.ts';

/** `COMMITTED → RELEASED`: the reserved stock of a failed package is available again. */
export async function dropPackage(
  { trail, lowAt }: FulfilmentContext,
  client: pg.PoolClient,
  { id, orderId, version, reason: given }: Packaging,
): Promise<Envelope[]> {
  const reason = given ?? nothingPacked;
  await endReservations(client, await lockReservations(client, [orderId]), { trail, lowAt, reason });
  return [
    newEvent(fulfilmentPackaging, 'failed', { subject: id, sequence: version, data: { orderId, reason } }, trail),
  ];
}
