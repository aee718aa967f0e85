import type {
  OrdersCommitReservationVariables,
  OrdersDeliveryPricesVariables,
  OrdersReleaseReservationVariables,
  OrdersReserveStockVariables,
  OrdersRestockReturnVariables,
  ReserveLineInput,
} from '../../generated/peers/fulfilment.ts';
import { type Fixture, startFixture } from '@soko/testing';

type CommittedLine = OrdersCommitReservationVariables['input']['orders'][number]['lines'][number];

export interface Reservation {
  orderId: string;
  status: 'HELD' | 'COMMITTED' | 'RELEASED' | 'EXPIRED' | 'PICKED';
  lines: readonly ReserveLineInput[];
}

export interface FulfilmentFixture extends Fixture {
  /** On hand, by variant. */
  stock: Map<string, number>;
  reservations: Map<string, Reservation>;
  /** The committed goods to pack, by order. */
  packages: Map<string, { lines: readonly CommittedLine[]; deliveryMethod: string }>;
  /** Pieces of returns that went back into stock, by return and line. */
  restocked: Map<string, number>;
  /** What is known of deliveries, by order. */
  delivered: Map<string, { trackingNumber: string; startedAt: string | null; proof: string | null }>;
  available(variantId: string): number;
  /** Expires a reservation. */
  expire(orderId: string): void;
  /** The price of one box, as a decimal of the currency. */
  boxPrice: string;
}

/** Stock and packages with their rules: all lines or none, once per order. */
export function startFulfilment(): FulfilmentFixture {
  const stock = new Map<string, number>();
  const reservations = new Map<string, Reservation>();
  const packages: FulfilmentFixture['packages'] = new Map();
  const delivered: FulfilmentFixture['delivered'] = new Map();
  const holds = ({ status }: Reservation): boolean => status === 'HELD' || status === 'COMMITTED';
  const available = (variantId: string): number =>
    (stock.get(variantId) ?? 0) -
    [...reservations.values()]
      .filter(holds)
      .flatMap(({ lines }) => lines)
      .filter((line) => line.variantId === variantId)
      .reduce((all, { quantity }) => all + quantity, 0);

  const reserveStock = (_: unknown, { input }: OrdersReserveStockVariables) => {
    const wanted = input.orders.filter(
      ({ orderId }) => !reservations.has(orderId) || !holds(reservations.get(orderId)!),
    );
    const demand = new Map<string, number>();
    for (const { variantId, quantity } of wanted.flatMap(({ lines }) => lines)) {
      demand.set(variantId, (demand.get(variantId) ?? 0) + quantity);
    }
    const lines = [...demand]
      .map(([variantId, requested]) => ({ variantId, requested, available: available(variantId) }))
      .filter((line) => line.available < line.requested);
    if (lines.length > 0) return { __typename: 'StockShort', lines };
    for (const { orderId, lines: held } of wanted) reservations.set(orderId, { orderId, status: 'HELD', lines: held });
    return { __typename: 'StockReserved', checkoutId: input.checkoutId };
  };

  const commitReservation = (_: unknown, { input }: OrdersCommitReservationVariables) => {
    const gone = input.orders.filter(({ orderId }) => !holds(reservations.get(orderId) ?? ({} as Reservation)));
    if (gone.length > 0) return { __typename: 'ReservationExpired', orderIds: gone.map(({ orderId }) => orderId) };
    for (const { orderId, lines, deliveryMethod } of input.orders) {
      reservations.get(orderId)!.status = 'COMMITTED';
      packages.set(orderId, { lines, deliveryMethod });
    }
    return { __typename: 'ReservationCommitted', packagingIds: input.orders.map(({ orderId }) => `pkg_${orderId}`) };
  };

  const releaseReservation = (_: unknown, { input }: OrdersReleaseReservationVariables) => {
    const kept = input.orderIds.filter((id) => reservations.get(id)?.status === 'PICKED');
    for (const id of input.orderIds) {
      const reservation = reservations.get(id);
      if (reservation !== undefined && holds(reservation)) reservation.status = 'RELEASED';
    }
    return { releasedOrderIds: input.orderIds.filter((id) => !kept.includes(id)), keptOrderIds: kept };
  };

  const restocked = new Map<string, number>();
  const restockReturn = (_: unknown, { input: { returnId, lines } }: OrdersRestockReturnVariables) => {
    for (const { lineId, variantId, quantity } of lines) {
      const key = `${returnId} ${lineId}`;
      if (!restocked.has(key)) stock.set(variantId, (stock.get(variantId) ?? 0) + quantity);
      restocked.set(key, quantity);
    }
    return { returnId };
  };

  const fixture = startFixture('fulfilment', {
    Query: {
      orderDelivery: (_, { orderId }: { orderId: string }) => delivered.get(orderId) ?? null,
      deliveryPrices: (_, { parcels }: OrdersDeliveryPricesVariables) =>
        parcels.map(({ orderKey, method, currency }) => ({
          orderKey,
          boxes: 1,
          price: { amount: method === 'PICKUP' ? '0.00' : made.boxPrice, currency },
        })),
    },
    Mutation: { reserveStock, commitReservation, releaseReservation, restockReturn },
  });
  const made: FulfilmentFixture = {
    ...fixture,
    stock,
    reservations,
    packages,
    delivered,
    restocked,
    available,
    expire: (orderId) => void (reservations.get(orderId)!.status = 'EXPIRED'),
    boxPrice: '10.00',
  };
  return made;
}
