import DataLoader from 'dataloader';
import { badUserInput } from '@soko/errors';
import { type Connection, encodeCursor, type PageArguments, readPage, toConnection } from '@soko/pagination';
import type { OrdersContext } from '../context.ts';
import type { Order } from '../domain/order.ts';
import type { OrderStatus } from '../domain/order-status.ts';
import { listOrders, listOrdersOf, type OrderQuery } from '../store/find-orders.ts';

interface WrittenFilter {
  status?: readonly OrderStatus[] | null | undefined;
  placedFrom?: Date | null | undefined;
  placedBefore?: Date | null | undefined;
  buyerId?: string | null | undefined;
  sellerId?: string | null | undefined;
  number?: string | null | undefined;
}

export interface ListArguments extends PageArguments {
  filter?: WrittenFilter | null | undefined;
}

const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const orderId = /^ord_[0-9a-f-]{36}$/;

const cursorOf = ({ createdAt, id }: Order): string => encodeCursor([createdAt.toISOString(), id]);

/** The page and the filter that were asked for. Throws BAD_USER_INPUT for a cursor of another list. */
function readList(args: ListArguments) {
  const page = readPage(args, 2);
  const [at, id] = (page.cursor ?? []).map(String);
  if (page.cursor !== null && !(moment.test(at ?? '') && orderId.test(id ?? ''))) {
    const field = page.backwards ? 'before' : 'after';
    throw badUserInput('This cursor is not one this list gave out. Leave it out to start at the beginning.', field);
  }
  const filter = args.filter ?? {};
  const query: OrderQuery = {
    buyerId: filter.buyerId ?? null,
    sellerIds: filter.sellerId == null ? null : [filter.sellerId],
    statuses: filter.status ?? null,
    placedFrom: filter.placedFrom ?? null,
    placedBefore: filter.placedBefore ?? null,
    number: filter.number ?? null,
    limit: page.limit,
    position: page.cursor === null ? null : [at!, id!],
    backwards: page.backwards,
  };
  return { page, query };
}

/** A page of orders, newest first. One statement. `whose` narrows the list to what the viewer may see. */
export async function listedOrders(
  { pool }: Pick<OrdersContext, 'pool'>,
  args: ListArguments,
  whose: Partial<Pick<OrderQuery, 'buyerId' | 'sellerIds'>>,
): Promise<Connection<Order>> {
  const { page, query } = readList(args);
  return toConnection(await listOrders(pool, { ...query, ...whose }), page, cursorOf);
}

/** The same page of what a person bought; one statement for all people who are asked about together. */
export async function listedOrdersOf(
  { pool, ordersOfBuyers }: Pick<OrdersContext, 'pool' | 'ordersOfBuyers'>,
  buyerId: string,
  args: ListArguments,
): Promise<Connection<Order>> {
  const { page, query } = readList(args);
  const key = JSON.stringify(query);
  let loader = ordersOfBuyers.get(key);
  if (loader === undefined) {
    loader = new DataLoader(async (ids) => {
      const found = await listOrdersOf(pool, ids, query);
      return ids.map((id) => found.get(id) ?? []);
    });
    ordersOfBuyers.set(key, loader);
  }
  return toConnection([...(await loader.load(buyerId))], page, cursorOf);
}
