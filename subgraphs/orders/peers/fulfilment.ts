import { parseMoney } from '@soko/money';
import type { SubgraphTransport } from '@soko/subgraph';
import type { PackageSize } from '../domain/line.ts';
import { isPhysical } from '../domain/line.ts';
import { type Order, storeOf } from '../domain/order.ts';
import type { DeliveryMethod } from '../domain/price-checkout.ts';
import type { ShortLine } from '../domain/refusals.ts';
import {
  ordersCommitReservation,
  ordersDeliveryPrices,
  ordersOrderDelivery,
  ordersReleaseReservation,
  ordersReserveStock,
  ordersRestockReturn,
} from '../generated/peers/fulfilment.ts';
import { askAsOrders } from './ask.ts';

export interface Parcel {
  orderKey: string;
  method: DeliveryMethod;
  country: string;
  currency: string;
  lines: readonly { quantity: number; package: PackageSize }[];
}

/** What is known of the delivery of an order. */
export interface DeliveryFacts {
  trackingNumber: string;
  /** Time of dispatch, in ISO 8601. */
  startedAt: string | null;
  proof: string | null;
}

/** Stock, packaging and delivery. Every change happens once per order, however often it is requested. */
export interface FulfilmentPeer {
  /** The delivery price of each parcel in minor units of the parcel's currency, by its key. */
  deliveryPrices(parcels: readonly Parcel[], correlationId: string): Promise<Map<string, bigint>>;
  reserve(
    checkoutId: string,
    orders: readonly Order[],
    ttlSeconds: number,
    correlationId: string,
  ): Promise<{ reserved: true } | { reserved: false; short: ShortLine[] }>;
  commit(orders: readonly Order[], correlationId: string): Promise<{ committed: boolean }>;
  /** Null for an order that was not packed, and for digital goods. */
  deliveryOf(orderId: string, correlationId: string): Promise<DeliveryFacts | null>;
  /** False for an order whose packing has begun. */
  release(orderId: string, reason: string, correlationId: string): Promise<{ released: boolean }>;
  /** Puts pieces of a return back into stock, each line of it once. */
  restock(found: RestockedReturn, correlationId: string): Promise<void>;
}

export interface RestockedReturn {
  returnId: string;
  orderId: string;
  lines: readonly { lineId: string; variantId: string; quantity: number }[];
}

/** The orders with lines that are kept in stock, with those lines. */
const selectStocked = (orders: readonly Order[]): { order: Order; lines: Order['lines'] }[] =>
  orders.map((order) => ({ order, lines: order.lines.filter(isPhysical) })).filter(({ lines }) => lines.length > 0);

const toReserve = ({ order, lines }: { order: Order; lines: Order['lines'] }) => ({
  orderId: order.id,
  lines: lines.map(({ variantId, quantity }) => ({ variantId, quantity })),
});

function toCommit({ order, lines }: { order: Order; lines: Order['lines'] }) {
  if (order.address === null) throw new Error(`Order ${order.id} has goods to deliver but no address.`);
  return {
    orderId: order.id,
    buyerId: order.buyerId,
    sellerId: order.sellerId,
    storeId: storeOf(order.lines),
    number: order.number,
    address: order.address,
    deliveryMethod: order.deliveryMethod,
    lines: lines.map(({ id, variantId, title, sku, quantity }) => ({ lineId: id, variantId, title, sku, quantity })),
  };
}

export function createFulfilmentPeer(transport: SubgraphTransport): FulfilmentPeer {
  const ask = askAsOrders('fulfilment', transport);
  return {
    async deliveryPrices(parcels, correlationId) {
      if (parcels.length === 0) return new Map();
      const { deliveryPrices } = await ask(ordersDeliveryPrices, { parcels }, correlationId);
      return new Map(
        deliveryPrices.map(({ orderKey, price }) => [orderKey, parseMoney(price.amount, price.currency).amountMinor]),
      );
    },
    async reserve(checkoutId, orders, ttlSeconds, correlationId) {
      const wanted = selectStocked(orders).map(toReserve);
      if (wanted.length === 0) return { reserved: true };
      const input = { checkoutId, ttlSeconds, orders: wanted };
      const { reserveStock } = await ask(ordersReserveStock, { input }, correlationId);
      if (reserveStock.__typename === 'StockReserved') return { reserved: true };
      return { reserved: false, short: [...reserveStock.lines] };
    },
    async commit(orders, correlationId) {
      const wanted = selectStocked(orders).map(toCommit);
      if (wanted.length === 0) return { committed: true };
      const { commitReservation } = await ask(ordersCommitReservation, { input: { orders: wanted } }, correlationId);
      return { committed: commitReservation.__typename === 'ReservationCommitted' };
    },
    async deliveryOf(orderId, correlationId) {
      return (await ask(ordersOrderDelivery, { orderId }, correlationId)).orderDelivery;
    },
    async release(orderId, reason, correlationId) {
      const input = { orderIds: [orderId], reason };
      const { releaseReservation } = await ask(ordersReleaseReservation, { input }, correlationId);
      return { released: !releaseReservation.keptOrderIds.includes(orderId) };
    },
    async restock(found, correlationId) {
      await ask(ordersRestockReturn, { input: found }, correlationId);
    },
  };
}
