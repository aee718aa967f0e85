import { requireService } from '@soko/auth';
import { badUserInput, conflict } from '@soko/errors';
import { newId } from '@soko/ids';
import { type Address, readList, readQuantity, type WrittenAddress } from '@soko/input';
import type { FulfilmentContext } from '../context.ts';
import type { DeliveryMethod } from '../domain/delivery-method.ts';
import { maxQuantity } from '../domain/stock-item.ts';
import { type CommitOrder, commitReservations } from '../store/commit-reservations.ts';

export interface CommitReservationInput {
  orderId: string;
  buyerId?: string | null | undefined;
  sellerId: string;
  storeId?: string | null | undefined;
  number: string;
  address: WrittenAddress;
  deliveryMethod: DeliveryMethod;
  lines: readonly { lineId: string; variantId: string; title: string; sku: string; quantity: number }[];
}

export type CommitOutcome =
  | { __typename: 'ReservationCommitted'; packagingIds: string[] }
  | { __typename: 'ReservationExpired'; orderIds: string[] };

/** Orders has checked the address: a rule that became stricter since must not stop an order that is paid. */
const toAddress = ({ line2, region, postalCode, phone, ...address }: WrittenAddress): Address => ({
  ...address,
  line2: line2 ?? null,
  region: region ?? null,
  postalCode: postalCode ?? null,
  phone: phone ?? null,
});

function toCommit(
  { buyerId = null, storeId = null, address, lines, ...rest }: CommitReservationInput,
  index: number,
): CommitOrder {
  const field = `orders.${index}`;
  readList(lines, `${field}.lines`, { min: 1, max: 500 });
  if (new Set(lines.map(({ lineId }) => lineId)).size < lines.length) {
    throw badUserInput('Each line may appear only once.', `${field}.lines`);
  }
  return {
    ...rest,
    packagingId: newId('pkg'),
    buyerId,
    storeId,
    address: toAddress(address),
    lines: lines.map((line, position) => {
      readQuantity(line.quantity, `${field}.lines.${position}.quantity`, { min: 1, max: maxQuantity });
      return { ...line, position };
    }),
  };
}

/** Commits reservations and requests their packages: all or none. A repeat returns the same packages. */
export async function commitReservation(
  { viewer, pool, trail, loaders }: FulfilmentContext,
  orders: readonly CommitReservationInput[],
): Promise<CommitOutcome> {
  requireService(viewer);
  readList(orders, 'orders', { min: 1, max: 100 });
  if (new Set(orders.map(({ orderId }) => orderId)).size < orders.length) {
    throw badUserInput('Each order may appear only once.', 'orders');
  }
  const { gone, differing, packed } = await commitReservations(pool, orders.map(toCommit), trail);
  if (gone.length > 0) return { __typename: 'ReservationExpired', orderIds: gone };
  if (differing.length > 0) throw conflict(`These orders do not match their reservations: ${differing.join(', ')}.`);
  const packagingIds = orders.map(
    async ({ orderId }) => packed[orderId] ?? (await loaders.packagingOfOrder.load(orderId))!.id,
  );
  return { __typename: 'ReservationCommitted', packagingIds: await Promise.all(packagingIds) };
}
