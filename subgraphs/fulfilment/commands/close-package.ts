import { type Envelope, fulfilmentDelivery, fulfilmentPackaging, newEvent } from '@soko/events';
import { newId } from '@soko/ids';
import type pg from 'pg';
import type { FulfilmentContext } from '../context.ts';
import type { Delivery } from '../domain/delivery.ts';
import type { Packaging } from '../domain/packaging.ts';
import type { StockMove } from '../domain/stock-item.ts';
import { newTrackingNumber } from '../domain/tracking-number.ts';
import { moveStock } from '../store/move-stock.ts';
import { moveReservations } from '../store/reservations.ts';
import { addDelivery } from '../store/save-delivery.ts';

/** Packed items leave the stock. Items that were not packed are no longer reserved. */
function movesOf({ orderId, lines }: Packaging): StockMove[] {
  const about = { orderId, reason: null };
  return lines.flatMap(({ variantId, quantity, packedQuantity }): StockMove[] => [
    ...(packedQuantity === 0
      ? []
      : [{ ...about, variantId, kind: 'PICK' as const, onHand: -packedQuantity, reserved: -packedQuantity }]),
    ...(packedQuantity === quantity
      ? []
      : [{ ...about, variantId, kind: 'RESTOCK' as const, onHand: 0, reserved: packedQuantity - quantity }]),
  ]);
}

function newDelivery({ id, address, ...packaging }: Packaging, method: Delivery['method'], now: Date): Delivery {
  const { orderId, orderNumber, buyerId, sellerId, storeId } = packaging;
  return {
    id: newId('dlv'),
    packagingId: id,
    orderId,
    orderNumber,
    buyerId,
    sellerId,
    storeId,
    status: 'NEW',
    method,
    trackingNumber: newTrackingNumber(),
    address,
    attempts: 0,
    proof: null,
    failureReason: null,
    version: 1,
    createdAt: now,
    startedAt: null,
    completedAt: null,
    returnedAt: null,
  };
}

/** Requests the delivery of a package and returns its id; null for the method NONE. */
async function requestDelivery({ trail, now }: FulfilmentContext, client: pg.PoolClient, packaging: Packaging) {
  const { deliveryMethod: method } = packaging;
  if (method === 'NONE') return null;
  const delivery = newDelivery(packaging, method, now());
  const { id, orderId, packagingId, trackingNumber } = delivery;
  const data = { orderId, packagingId, method, trackingNumber };
  await addDelivery(client, delivery, {
    trail,
    tracking: [{ at: now(), kind: 'READY', note: null, location: null }],
    events: [newEvent(fulfilmentDelivery, 'requested', { subject: id, sequence: 1, data }, trail)],
    reason: null,
  });
  return id;
}

/** `COMMITTED → PICKED`: packed items leave the stock, and their delivery is requested. */
export async function closePackage(
  context: FulfilmentContext,
  client: pg.PoolClient,
  packaging: Packaging,
): Promise<Envelope[]> {
  const { trail, now } = context;
  const { id, orderId, version } = packaging;
  await moveReservations(client, [orderId], 'PICKED', now());
  const deliveryId = await requestDelivery(context, client, packaging);
  await moveStock(client, movesOf(packaging), context);
  const lines = packaging.lines.map(({ lineId, variantId, quantity, packedQuantity }) => ({
    lineId,
    variantId,
    ordered: quantity,
    packed: packedQuantity,
  }));
  const data = { orderId, lines, deliveryId };
  return [newEvent(fulfilmentPackaging, 'completed', { subject: id, sequence: version, data }, trail)];
}
