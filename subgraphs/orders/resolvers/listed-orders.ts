import { isId } from '@soko/ids';
import { type Connection, cursorOf, type PageArguments, readPage, timeAndId, toConnection } from '@soko/pagination';
import { rowsLoader } from '@soko/subgraph';
import type { OrdersContext } from '../context.ts';
import type { OpenedOrder } from '../domain/may-see.ts';
import type { Order } from '../domain/order.ts';
import { isRefusedAttempt, type OrderStatus, orderStatuses } from '../domain/order-status.ts';
import { listOrders, listOrdersOf, type OrderListFilter } from '../store/list-orders.ts';
import { openOrder } from './visible-order.ts';

interface OrderFilter {
  status?: readonly OrderStatus[] | null | undefined;
  placedFrom?: Date | null | undefined;
  placedBefore?: Date | null | undefined;
  buyerId?: string | null | undefined;
  sellerId?: string | null | undefined;
  number?: string | null | undefined;
}

export interface ListArguments extends PageArguments {
  filter?: OrderFilter | null | undefined;
}

const cursors = timeAndId('orders', (id) => isId('ord', id));
const cursorOfOrder = ({ createdAt, id }: Order): string => cursorOf(cursors, [createdAt, id]);

/** The statuses that a person's list shows when none are asked for: attempts that were refused are left out. */
const usualStatuses = orderStatuses.filter((status) => !isRefusedAttempt(status));

const readFilter = ({ filter }: ListArguments): OrderListFilter => ({
  buyerId: filter?.buyerId ?? null,
  sellerIds: filter?.sellerId == null ? null : [filter.sellerId],
  storeId: null,
  statuses: filter?.status ?? null,
  placedFrom: filter?.placedFrom ?? null,
  placedBefore: filter?.placedBefore ?? null,
  number: filter?.number ?? null,
});

/** A page of orders, newest first. One statement. `owner` restricts the list to orders that the viewer may see. */
export async function listedOrders(
  context: OrdersContext,
  args: ListArguments,
  owner: Partial<Pick<OrderListFilter, 'buyerId' | 'sellerIds' | 'storeId'>>,
): Promise<Connection<OpenedOrder>> {
  const page = readPage(args, cursors);
  const { statuses, ...filter } = readFilter(args);
  const isOwned = Object.keys(owner).length > 0;
  const shown = statuses ?? (isOwned ? usualStatuses : null);
  const found = await listOrders(context.pool, { ...filter, statuses: shown, ...owner }, page);
  return toConnection(found, page, cursorOfOrder, (order) => openOrder(context, order));
}

/** A page of the orders that a person bought. One statement for all people in one request. */
export async function listedOrdersOf(
  context: OrdersContext,
  buyerId: string,
  args: ListArguments,
): Promise<Connection<OpenedOrder>> {
  const { pool, orderListLoaders } = context;
  const page = readPage(args, cursors);
  const given = readFilter(args);
  const filter = { ...given, statuses: given.statuses ?? usualStatuses };
  const key = JSON.stringify([filter, page]);
  let loader = orderListLoaders.get(key);
  if (loader === undefined) {
    loader = rowsLoader(
      (ids) => listOrdersOf(pool, ids, filter, page),
      (order) => order.buyerId ?? '',
    );
    orderListLoaders.set(key, loader);
  }
  const found = await loader.load(buyerId);
  return toConnection([...found], page, cursorOfOrder, (order) => openOrder(context, order));
}
