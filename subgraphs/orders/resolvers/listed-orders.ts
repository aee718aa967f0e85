import { badUserInput } from '@soko/errors';
import { type Connection, encodeCursor, type PageArguments, readPage, toConnection } from '@soko/pagination';
import type { OrdersContext } from '../context.ts';
import type { Order } from '../domain/order.ts';
import type { OrderStatus } from '../domain/order-status.ts';
import { listOrders, type OrderQuery } from '../store/find-orders.ts';

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

/** A page of orders, newest first. One statement. `whose` narrows the list to what the viewer may see. */
export async function listedOrders(
  { pool }: Pick<OrdersContext, 'pool'>,
  args: ListArguments,
  whose: Partial<Pick<OrderQuery, 'buyerId' | 'sellerIds'>>,
): Promise<Connection<Order>> {
  const page = readPage(args, 2);
  const [at, id] = (page.cursor ?? []).map(String);
  if (page.cursor !== null && !(moment.test(at ?? '') && orderId.test(id ?? ''))) {
    const field = page.backwards ? 'before' : 'after';
    throw badUserInput('This cursor is not one this list gave out. Leave it out to start at the beginning.', field);
  }
  const filter = args.filter ?? {};
  const rows = await listOrders(pool, {
    buyerId: filter.buyerId ?? null,
    sellerIds: filter.sellerId == null ? null : [filter.sellerId],
    ...whose,
    statuses: filter.status ?? null,
    placedFrom: filter.placedFrom ?? null,
    placedBefore: filter.placedBefore ?? null,
    number: filter.number ?? null,
    limit: page.limit,
    position: page.cursor === null ? null : [at!, id!],
    backwards: page.backwards,
  });
  return toConnection(rows, page, cursorOf);
}
