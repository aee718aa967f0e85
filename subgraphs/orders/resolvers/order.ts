import { goodsGrant, guestGrant } from '@soko/auth';
import { toGraphMoney } from '@soko/money';
import type { OrdersContext } from '../context.ts';
import { lineTotal } from '../domain/line.ts';
import { isPaid } from '../domain/order-status.ts';
import {
  getterOfGoods,
  isSupport,
  maySeeAddress,
  maySeeCheckout,
  maySeeEmail,
  maySeeFee,
  type OpenedOrder,
  relationsToOrder,
} from '../domain/may-see.ts';
import { type Order, type OrderLine, storeOf } from '../domain/order.ts';
import type { OrderHistoryEntryResolvers, OrderLineResolvers, OrderResolvers } from '../generated/graphql.ts';
import { orderReturns, returnableUntilOf } from './returns.ts';
import { ifVisible, loadVisibleOrder, openOrder } from './visible-order.ts';

/** A line of an order, with the currency of the order. */
export interface LineOfOrder extends OrderLine {
  currency: string;
  order: OpenedOrder;
}

const moneyOf = ({ currency }: Pick<Order, 'currency'>, amountMinor: bigint) => toGraphMoney({ amountMinor, currency });

const relationsOf = async (order: OpenedOrder, { viewer, sellerIds }: OrdersContext) =>
  relationsToOrder(viewer, order, await sellerIds());

export const order: OrderResolvers & { __resolveReference: unknown } = {
  __resolveReference: ({ id }: { id: string }, context: OrdersContext) => loadVisibleOrder(context, id),
  seller: ({ sellerId }) => ({ id: sellerId }),
  store({ lines }) {
    const id = storeOf(lines);
    return id === null ? null : { id };
  },
  buyer: ({ buyerId }) => (buyerId === null ? null : { id: buyerId }),
  async checkout({ checkoutId, isOpened }, _, { viewer, loaders }) {
    const found = await loaders.checkout.load(checkoutId);
    const checkout = found && { ...found, isOpened };
    return checkout !== null && maySeeCheckout(viewer, checkout) ? checkout : null;
  },
  email: async (parent, _, context) => (maySeeEmail(await relationsOf(parent, context)) ? parent.email : null),
  address: async (parent, _, context) =>
    maySeeAddress(await relationsOf(parent, context), parent) ? parent.address : null,
  lines: (parent) => parent.lines.map((line) => lineOf(parent, line)),
  itemsTotal: (parent) => moneyOf(parent, parent.itemsMinor),
  deliveryTotal: (parent) => moneyOf(parent, parent.deliveryMinor),
  taxTotal: (parent) => moneyOf(parent, parent.taxMinor),
  taxIncludedTotal: (parent) => moneyOf(parent, parent.taxIncludedMinor),
  discountTotal: (parent) => moneyOf(parent, parent.discountMinor),
  feeTotal: async (parent, _, context) =>
    maySeeFee(await relationsOf(parent, context)) ? moneyOf(parent, parent.feeMinor) : null,
  total: (parent) => moneyOf(parent, parent.totalMinor),
  guestGrant: ({ id, isOpened }, _, { sealKeys, identity }) =>
    isOpened ? guestGrant(sealKeys, id, identity.requestId) : null,
  history: async ({ id }, _, { loaders }) => [...(await loaders.history.load(id))],
  ...orderReturns,
};

const lineOf = (parent: OpenedOrder, line: OrderLine): LineOfOrder => ({
  ...line,
  currency: parent.currency,
  order: parent,
});

/** A line of an order that the viewer may see. */
async function loadVisibleLine(context: OrdersContext, id: string): Promise<LineOfOrder | null> {
  const found = await context.loaders.orderOfLine.load(id);
  const visible = found && (await ifVisible(context, openOrder(context, found)));
  const line = visible?.lines.find((each) => each.id === id);
  return visible && line ? lineOf(visible, line) : null;
}

export const orderLine: OrderLineResolvers & { __resolveReference: unknown } = {
  __resolveReference: ({ id }: { id: string }, context: OrdersContext) => loadVisibleLine(context, id),
  variant: ({ variantId }) => ({ id: variantId }),
  goodsGrant({ id, type, variantId, quantity, order: of }, _, { viewer, sealKeys, identity }) {
    const getter = getterOfGoods(viewer, of);
    if (type !== 'DIGITAL' || getter === null) return null;
    const { id: orderId, createdAt: orderedAt } = of;
    const line = { lineId: id, orderId, variantId, quantity, orderedAt };
    return goodsGrant(sealKeys, identity.requestId, { ...line, viewer: getter, isPaid: isPaid(of) });
  },
  options: ({ options }) => [...options],
  unitPrice: (line) => moneyOf(line, line.unitPriceMinor),
  total: (line) => moneyOf(line, lineTotal(line)),
  tax: (line) => moneyOf(line, line.taxMinor),
  taxIncluded: ({ taxInclusive }) => taxInclusive,
  returnableUntil: returnableUntilOf,
};

export const orderHistoryEntry: OrderHistoryEntryResolvers = {
  by: ({ actor }, _, { viewer }) => {
    if (actor.kind === 'service') return `service:${actor.id ?? ''}`;
    return isSupport(viewer) && actor.id !== null ? `${actor.kind}:${actor.id}` : actor.kind;
  },
};
