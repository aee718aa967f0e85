import { requireRole, requireUser } from '@soko/auth';
import { notFound } from '@soko/errors';
import { isId } from '@soko/ids';
import { toGraphMoney } from '@soko/money';
import { type Connection, cursorOf, type PageArguments, readPage, timeAndId, toConnection } from '@soko/pagination';
import { answer, live } from '@soko/subgraph';
import { approveReturn, declineReturn } from '../commands/returns/decide-return.ts';
import { receiveReturn } from '../commands/returns/receive-return.ts';
import { requestReturn } from '../commands/returns/request-return.ts';
import { cancelReturn, shipReturn } from '../commands/returns/send-return.ts';
import { setReturnPolicy } from '../commands/returns/set-return-policy.ts';
import type { OrdersContext } from '../context.ts';
import { isBuyer, isSupport, type OpenedOrder, relationsTo } from '../domain/may-see.ts';
import type { OrderLine } from '../domain/order.ts';
import { returnableUntil } from '../domain/returns/request-return.ts';
import { maySeeReturn, maySeeWords, type OpenedReturn } from '../domain/returns/may-see-return.ts';
import { piecesBack, type Return, type ReturnStatus } from '../domain/returns/return.ts';
import type {
  MutationResolvers,
  OrderResolvers,
  QueryResolvers,
  ReturnHistoryEntryResolvers,
  ReturnLineResolvers,
  ReturnResolvers,
  SubscriptionResolvers,
  SubscriptionReturnUpdatedArgs,
} from '../generated/graphql.ts';
import { listReturns } from '../store/returns/find-returns.ts';
import { findReturnPolicies } from '../store/returns/return-policies.ts';
import { exchangeToken } from '../tokens.ts';
import { openOrder } from './visible-order.ts';

/** A line of a return, with the return. */
export type LineOfReturn = Return['lines'][number] & { of: OpenedReturn };

const relationsOf = async (found: OpenedReturn, { viewer, sellerIds }: OrdersContext) =>
  relationsTo(viewer, found, await sellerIds());

/** The return, or null when the viewer may not see it. A guest's `token` opens it, as it opens the order. */
export async function loadVisibleReturn(
  context: OrdersContext,
  id: string,
  token?: string | null,
): Promise<OpenedReturn | null> {
  const found = await context.loaders.return.load(id);
  const order = found && (await context.loaders.order.load(found.orderId));
  if (found === null || order === null) return null;
  const opened = { ...found, isOpened: openOrder(context, order, token).isOpened };
  return maySeeReturn(await relationsOf(opened, context)) ? opened : null;
}

interface ListArguments extends PageArguments {
  filter?:
    | {
        side?: 'BUYER' | 'SELLER' | 'ALL' | null | undefined;
        status?: readonly ReturnStatus[] | null | undefined;
        orderId?: string | null | undefined;
      }
    | null
    | undefined;
}

const cursors = timeAndId('returns', (id) => isId('ret', id));

/** A page of the returns of a buyer, of a seller, or of all. One statement. */
async function listedReturns(context: OrdersContext, args: ListArguments): Promise<Connection<OpenedReturn>> {
  const { viewer, pool } = context;
  const side = args.filter?.side ?? 'BUYER';
  const { id: userId } = requireUser(viewer);
  if (side === 'SELLER') requireRole(viewer, 'SELLER');
  if (side === 'ALL') requireRole(viewer, 'SUPPORT', 'WAREHOUSE');
  const page = readPage(args, cursors);
  const filter = {
    buyerId: side === 'BUYER' ? userId : null,
    sellerIds: side === 'SELLER' ? await context.sellerIds() : null,
    statuses: args.filter?.status ?? null,
    orderId: args.filter?.orderId ?? null,
  };
  const found = await listReturns(pool, filter, page);
  const cursor = ({ createdAt, id }: Return): string => cursorOf(cursors, [createdAt, id]);
  return toConnection(found, page, cursor, (each) => ({ ...each, isOpened: false }));
}

export const returnQuery: Pick<QueryResolvers, 'return' | 'returns' | 'returnPolicies'> = {
  return: (_, { id, token }, context) => loadVisibleReturn(context, id, token),
  returns: (_, args, context) => listedReturns(context, args),
  returnPolicies: (_, _args, { db }) => findReturnPolicies(db),
};

export const returnMutation: Pick<
  MutationResolvers,
  | 'requestReturn'
  | 'approveReturn'
  | 'declineReturn'
  | 'cancelReturn'
  | 'shipReturn'
  | 'receiveReturn'
  | 'setReturnPolicy'
> = {
  requestReturn: async (_, { input }, context) => answer('Return', await requestReturn(context, input)),
  approveReturn: async (_, { input }, context) => answer('Return', await approveReturn(context, input)),
  declineReturn: async (_, { input }, context) => answer('Return', await declineReturn(context, input)),
  cancelReturn: async (_, { input }, context) => answer('Return', await cancelReturn(context, input)),
  shipReturn: async (_, { input }, context) => answer('Return', await shipReturn(context, input)),
  receiveReturn: async (_, { input }, context) => answer('Return', await receiveReturn(context, input)),
  setReturnPolicy: (_, { input }, context) => setReturnPolicy(context, input),
};

export const returnSubscription: Pick<SubscriptionResolvers, 'returnUpdated'> = {
  returnUpdated: live<SubscriptionReturnUpdatedArgs, OrdersContext, OpenedReturn>({
    async follow({ returnId, token }, context) {
      if ((await loadVisibleReturn(context, returnId, token)) === null) throw notFound(`Return ${returnId}`);
      return [returnId];
    },
    answer: (_, { returnId, token }, context) => loadVisibleReturn(context, returnId, token),
  }),
};

/** The returns of an order. Couriers, who see the order, do not see them. */
export async function returnsOf(order: OpenedOrder, context: OrdersContext): Promise<OpenedReturn[] | null> {
  const relations = relationsTo(context.viewer, order, await context.sellerIds());
  if (!maySeeReturn(relations)) return null;
  return (await context.loaders.returnsOf.load(order.id)).map((each) => ({ ...each, isOpened: order.isOpened }));
}

/** Until when a line can be sent back: from the history of its order, and the rules of its category. */
export async function returnableUntilOf(
  line: OrderLine & { order: { id: string } },
  _: unknown,
  { loaders, returns: times }: OrdersContext,
): Promise<Date | null> {
  const history = await loaders.history.load(line.order.id);
  const deliveredAt = history.find(({ to }) => to === 'FULFILLED')?.at ?? null;
  return returnableUntil(line, { deliveredAt, policies: await loaders.returnPolicies(), times });
}

export const orderReturns: Pick<OrderResolvers, 'returns'> = {
  returns: (parent, _, context) => returnsOf(parent, context),
};

const moneyOf = ({ currency }: Return, amountMinor: bigint | null) =>
  amountMinor === null ? null : toGraphMoney({ amountMinor, currency });

export const returned: ReturnResolvers = {
  async order({ orderId, isOpened }, _, { loaders }) {
    const order = await loaders.order.load(orderId);
    if (order === null) throw notFound('The order');
    return { ...order, isOpened };
  },
  seller: ({ sellerId }) => ({ id: sellerId }),
  buyer: ({ buyerId }) => (buyerId === null ? null : { id: buyerId }),
  lines: (parent) => parent.lines.map((line) => ({ ...line, of: parent })),
  note: async (parent, _, context) => (maySeeWords(await relationsOf(parent, context)) ? parent.note : null),
  pictures: async (parent, _, context) =>
    maySeeWords(await relationsOf(parent, context)) ? [...(await context.loaders.casePicturesOf.load(parent.id))] : [],
  declineReason: async (parent, _, context) =>
    maySeeWords(await relationsOf(parent, context)) ? parent.declineReason : null,
  refund: (parent) => moneyOf(parent, parent.refundMinor),
  refundDelivery: (parent) => moneyOf(parent, parent.refundDeliveryMinor),
  refunded: (parent) => moneyOf(parent, parent.refundedMinor),
  exchangeFor: ({ exchangeFor }) => [...exchangeFor],
  exchangeCartToken: ({ id, buyerId, isOpened, exchangeFor }, _, { sealKeys, viewer }) =>
    buyerId === null && exchangeFor.length > 0 && isBuyer(viewer, { buyerId, isOpened })
      ? exchangeToken(sealKeys, id)
      : null,
  history: async ({ id }, _, { loaders }) => [...(await loaders.returnHistory.load(id))],
};

export const returnLine: ReturnLineResolvers = {
  async line({ lineId, of }, _, { loaders }) {
    const order = await loaders.order.load(of.orderId);
    const line = order?.lines.find(({ id }) => id === lineId);
    if (order === null || line === undefined) throw notFound('The line');
    return { ...line, currency: order.currency, order: { ...order, isOpened: of.isOpened } };
  },
  received: (line) => (line.resalable === null ? null : piecesBack(line)),
};

export const returnHistoryEntry: ReturnHistoryEntryResolvers = {
  by: ({ actor }, _, { viewer }) => {
    if (actor.kind === 'service') return `service:${actor.id ?? ''}`;
    return isSupport(viewer) && actor.id !== null ? `${actor.kind}:${actor.id}` : actor.kind;
  },
};

export const returnExchange = {
  variant: ({ variantId }: { variantId: string }) => ({ id: variantId }),
};
