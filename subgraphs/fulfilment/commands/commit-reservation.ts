import { badUserInput, conflict } from '@soko/errors';
import { newId } from '@soko/ids';
import type { FulfilmentContext } from '../context.ts';
import { readAddress, type WrittenAddress } from '../domain/address.ts';
import type { DeliveryMethod } from '../domain/delivery.ts';
import { mostAtOnce, readCount, readQuantity } from '../domain/read-quantity.ts';
import { type CommitOrder, commitReservations } from '../store/commit-reservations.ts';

export interface CommitInput {
  orderId: string;
  buyerId?: string | null | undefined;
  sellerId: string;
  number: string;
  address: WrittenAddress;
  deliveryMethod: DeliveryMethod;
  lines: readonly { lineId: string; variantId: string; title: string; sku: string; quantity: number }[];
}

export type CommitOutcome =
  | { __typename: 'ReservationCommitted'; packagingIds: string[] }
  | { __typename: 'ReservationExpired'; orderIds: string[] };

function toCommit({ buyerId = null, address, lines, ...rest }: CommitInput, index: number): CommitOrder {
  const field = `orders.${index}`;
  readCount(lines, { min: 1, max: 500 }, `${field}.lines`);
  if (new Set(lines.map(({ lineId }) => lineId)).size < lines.length) {
    throw badUserInput('Name each line once.', `${field}.lines`);
  }
  return {
    ...rest,
    packagingId: newId('pkg'),
    buyerId,
    address: readAddress(address, `${field}.address`),
    lines: lines.map((line, position) => {
      readQuantity(line.quantity, { min: 1, max: mostAtOnce }, `${field}.lines.${position}.quantity`);
      return { ...line, position };
    }),
  };
}

/** Makes reservations lasting and asks for their packages: all of them, or none. Saying it twice is saying it once. */
export async function commitReservation(
  { pool, trail, loaders }: FulfilmentContext,
  orders: readonly CommitInput[],
): Promise<CommitOutcome> {
  readCount(orders, { min: 1, max: 100 }, 'orders');
  if (new Set(orders.map(({ orderId }) => orderId)).size < orders.length) {
    throw badUserInput('Name each order once.', 'orders');
  }
  const { gone, differing, packed } = await commitReservations(pool, orders.map(toCommit), trail);
  if (gone.length > 0) return { __typename: 'ReservationExpired', orderIds: gone };
  if (differing.length > 0) throw conflict(`Of ${differing.join(', ')} something else was reserved.`);
  const packagingIds = orders.map(
    async ({ orderId }) => packed[orderId] ?? (await loaders.packagingOfOrder.load(orderId))!.id,
  );
  return { __typename: 'ReservationCommitted', packagingIds: await Promise.all(packagingIds) };
}
