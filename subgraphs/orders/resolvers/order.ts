import { guestGrant } from '@soko/auth';
import { toGraphMoney } from '@soko/money';
import type { OrdersContext } from '../context.ts';
import { lineTotal } from '../domain/line.ts';
import { isSupport, maySeeEmail, maySeeFee } from '../domain/may-see.ts';
import type { Order, OrderLine } from '../domain/order.ts';
import type { OrderHistoryEntryResolvers, OrderLineResolvers, OrderResolvers } from '../generated/graphql.ts';
import { loadVisibleOrder } from './visible-order.ts';

/** A line of an order, with the currency of the order. */
export interface LineOfOrder extends OrderLine {
  currency: string;
}

const moneyOf = ({ currency }: Pick<Order, 'currency'>, amountMinor: bigint) => toGraphMoney({ amountMinor, currency });

export const order: OrderResolvers & { __resolveReference: unknown } = {
  __resolveReference: ({ id }: { id: string }, context: OrdersContext) => loadVisibleOrder(context, id),
  seller: ({ sellerId }) => ({ id: sellerId }),
  buyer: ({ buyerId }) => (buyerId === null ? null : { id: buyerId }),
  email: (parent, _, { viewer, opened }) => (maySeeEmail(viewer, parent, opened) ? parent.email : null),
  lines: ({ lines, currency }) => lines.map((line) => ({ ...line, currency })),
  itemsTotal: (parent) => moneyOf(parent, parent.itemsMinor),
  deliveryTotal: (parent) => moneyOf(parent, parent.deliveryMinor),
  taxTotal: (parent) => moneyOf(parent, parent.taxMinor),
  taxIncludedTotal: (parent) => moneyOf(parent, parent.taxIncludedMinor),
  discountTotal: (parent) => moneyOf(parent, parent.discountMinor),
  feeTotal: async (parent, _, { viewer, sellerIds }) =>
    maySeeFee(viewer, parent, await sellerIds()) ? moneyOf(parent, parent.feeMinor) : null,
  total: (parent) => moneyOf(parent, parent.totalMinor),
  guestGrant: ({ id, checkoutId }, _, { opened, sealKeys, identity }) =>
    opened.has(checkoutId) ? guestGrant(sealKeys, id, identity.requestId) : null,
  history: async ({ id }, _, { loaders }) => [...(await loaders.history.load(id))],
};

export const orderLine: OrderLineResolvers = {
  variant: ({ variantId }) => ({ id: variantId }),
  options: ({ options }) => [...options],
  unitPrice: (line) => moneyOf(line, line.unitPriceMinor),
  total: (line) => moneyOf(line, lineTotal(line)),
  tax: (line) => moneyOf(line, line.taxMinor),
  taxIncluded: ({ taxInclusive }) => taxInclusive,
};

export const orderHistoryEntry: OrderHistoryEntryResolvers = {
  by: ({ actor }, _, { viewer }) => {
    if (actor.kind === 'service') return `service:${actor.id ?? ''}`;
    return isSupport(viewer) && actor.id !== null ? `${actor.kind}:${actor.id}` : actor.kind;
  },
};
