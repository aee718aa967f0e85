import type { EventsOf, ordersOrder } from '@soko/events';
import { type Money, toGraphMoney } from '@soko/money';
import type { PublicEvent } from './public-events.ts';

export type OrderEvent = EventsOf<typeof ordersOrder>;
type Order = OrderEvent['data']['order'];

export const moneyOf = ({ amountMinor, currency }: { amountMinor: string; currency: string }) =>
  toGraphMoney({ amountMinor: BigInt(amountMinor), currency } satisfies Money);

const lineOf = (line: Order['lines'][number]) => ({
  lineId: line.lineId,
  productId: line.productId,
  variantId: line.variantId,
  sku: line.sku,
  title: line.title,
  type: line.type,
  quantity: line.quantity,
  packedQuantity: line.packedQuantity,
  unitPrice: moneyOf(line.unitPrice),
});

/** The part of an order that a store may see: its own lines, and the total of an order that is all its own. */
function orderFor(storeId: string, id: string, { number, status, deliveryMethod, lines, total }: Order) {
  const own = lines.filter((line) => line.storeId === storeId);
  const isWhole = own.length === lines.length;
  return {
    id,
    number,
    status,
    deliveryMethod,
    isWhole,
    lines: own.map(lineOf),
    total: isWhole ? moneyOf(total) : null,
  };
}

/** Ends of orders that a store hears of. The others never were orders for it: they failed before they were confirmed. */
const failuresToTell: readonly string[] = ['PACKAGING_FAILED', 'RETURNED_TO_SENDER'];

/** True for an event about an order that was not confirmed: its store knows of no such order. */
const isUnheardOf = ({ data }: OrderEvent): boolean => 'wasConfirmed' in data && data.wasConfirmed === false;

function eventFor(storeId: string, event: OrderEvent): PublicEvent | null {
  if (isUnheardOf(event)) return null;
  const order = orderFor(storeId, event.subject, event.data.order);
  const ifWhole = (money: Order['total']) => (order.isWhole ? moneyOf(money) : null);
  switch (event.type) {
    case 'orders.order.confirmed':
      return { type: 'order.confirmed', storeId, data: { order } };
    case 'orders.order.modified':
      return { type: 'order.modified', storeId, data: { order, oldTotal: ifWhole(event.data.oldTotal) } };
    case 'orders.order.cancelled':
      return { type: 'order.cancelled', storeId, data: { order } };
    case 'orders.order.packaged':
      return { type: 'order.packaged', storeId, data: { order } };
    case 'orders.order.shipped':
      return { type: 'order.shipped', storeId, data: { order } };
    case 'orders.order.delivery_failed':
      return { type: 'order.delivery_failed', storeId, data: { order } };
    case 'orders.order.fulfilled':
      return { type: 'order.fulfilled', storeId, data: { order } };
    case 'orders.order.failed':
      return failuresToTell.includes(order.status) ? { type: 'order.failed', storeId, data: { order } } : null;
    case 'orders.order.refunded': {
      const { amount, refunded } = event.data;
      return {
        type: 'order.refunded',
        storeId,
        data: { order, amount: ifWhole(amount), refunded: ifWhole(refunded) },
      };
    }
    case 'orders.order.payment_changed':
      return { type: 'order.payment_changed', storeId, data: { order, paymentStatus: event.data.paymentStatus } };
    default:
      return null;
  }
}

/** The public events of an order: one for each store that sold a line of it. */
export function publishOrder(event: OrderEvent): PublicEvent[] {
  const storeIds = new Set(event.data.order.lines.flatMap(({ storeId }) => (storeId === null ? [] : [storeId])));
  return [...storeIds].map((storeId) => eventFor(storeId, event)).filter((each) => each !== null);
}
