import { parseMoney } from '@soko/money';
import type { SubgraphTransport } from '@soko/subgraph';
import type { PackageSize } from '../domain/line.ts';
import { isPhysical } from '../domain/line.ts';
import type { Order } from '../domain/order.ts';
import type { DeliveryMethod } from '../domain/price-checkout.ts';
import type { ShortLine } from '../domain/refusals.ts';
import { askAsService } from './ask.ts';

export interface Parcel {
  orderKey: string;
  method: DeliveryMethod;
  country: string;
  currency: string;
  lines: readonly { quantity: number; package: PackageSize }[];
}

/** Stock, packaging and delivery. Everything it changes, it changes once per order, however often it is asked. */
export interface FulfilmentPeer {
  /** What the delivery of each parcel costs, in minor units of the parcel's currency, by its key. */
  deliveryPrices(parcels: readonly Parcel[], correlationId: string): Promise<Map<string, bigint>>;
  reserve(
    checkoutId: string,
    orders: readonly Order[],
    ttlSeconds: number,
    correlationId: string,
  ): Promise<{ reserved: true } | { reserved: false; short: ShortLine[] }>;
  commit(orders: readonly Order[], correlationId: string): Promise<{ committed: boolean }>;
  /** False for an order that somebody has begun to pack. */
  release(orderId: string, reason: string, correlationId: string): Promise<{ released: boolean }>;
}

const prices = `query OrdersDeliveryPrices($parcels: [ParcelInput!]!) {
  deliveryPrices(parcels: $parcels) { orderKey price { amount currency } } }`;

const reserve = `mutation OrdersReserve($input: ReserveStockInput!) { reserveStock(input: $input) {
  __typename ... on StockShort { lines { variantId requested available } } } }`;

const commit = `mutation OrdersCommit($input: CommitReservationInput!) { commitReservation(input: $input) {
  __typename ... on ReservationExpired { orderIds } } }`;

const release = `mutation OrdersRelease($input: ReleaseReservationInput!) { releaseReservation(input: $input) {
  releasedOrderIds keptOrderIds } }`;

const stocked = (orders: readonly Order[]): { order: Order; lines: Order['lines'] }[] =>
  orders.map((order) => ({ order, lines: order.lines.filter(isPhysical) })).filter(({ lines }) => lines.length > 0);

const toReserve = ({ order, lines }: { order: Order; lines: Order['lines'] }) => ({
  orderId: order.id,
  lines: lines.map(({ variantId, quantity }) => ({ variantId, quantity })),
});

const toCommit = ({ order, lines }: { order: Order; lines: Order['lines'] }) => ({
  orderId: order.id,
  buyerId: order.buyerId,
  sellerId: order.sellerId,
  number: order.number,
  address: order.address,
  deliveryMethod: order.deliveryMethod,
  lines: lines.map(({ id, variantId, title, sku, quantity }) => ({ lineId: id, variantId, title, sku, quantity })),
});

type ReserveAnswer = { __typename: 'StockReserved' } | { __typename: 'StockShort'; lines: ShortLine[] };

export function createFulfilmentPeer(transport: SubgraphTransport): FulfilmentPeer {
  const ask = askAsService('fulfilment', transport);
  return {
    async deliveryPrices(parcels, correlationId) {
      if (parcels.length === 0) return new Map();
      type Price = { orderKey: string; price: { amount: string; currency: string } };
      const { deliveryPrices } = await ask<{ deliveryPrices: Price[] }>(prices, { parcels }, correlationId);
      return new Map(
        deliveryPrices.map(({ orderKey, price }) => [orderKey, parseMoney(price.amount, price.currency).amountMinor]),
      );
    },
    async reserve(checkoutId, orders, ttlSeconds, correlationId) {
      const wanted = stocked(orders).map(toReserve);
      if (wanted.length === 0) return { reserved: true };
      const input = { checkoutId, ttlSeconds, orders: wanted };
      const { reserveStock } = await ask<{ reserveStock: ReserveAnswer }>(reserve, { input }, correlationId);
      if (reserveStock.__typename === 'StockReserved') return { reserved: true };
      return {
        reserved: false,
        short: reserveStock.lines.map(({ variantId, requested, available }) => ({ variantId, requested, available })),
      };
    },
    async commit(orders, correlationId) {
      const wanted = stocked(orders).map(toCommit);
      if (wanted.length === 0) return { committed: true };
      type Committed = { commitReservation: { __typename: string } };
      const { commitReservation } = await ask<Committed>(commit, { input: { orders: wanted } }, correlationId);
      return { committed: commitReservation.__typename === 'ReservationCommitted' };
    },
    async release(orderId, reason, correlationId) {
      type Released = { releaseReservation: { keptOrderIds: string[] } };
      const input = { orderIds: [orderId], reason };
      const { releaseReservation } = await ask<Released>(release, { input }, correlationId);
      return { released: !releaseReservation.keptOrderIds.includes(orderId) };
    },
  };
}
