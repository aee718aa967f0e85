import { isId } from '@soko/ids';
import type { HistoryEntry, Order } from '../domain/order.ts';
import type { OrderStatus } from '../domain/order-status.ts';
import { orderColumns, type OrderRow, toOrder } from './order-rows.ts';
import type { Queryable } from './queryable.ts';

/** Orders by id; ids that name nothing are left out. One statement. */
export async function findOrders(db: Queryable, ids: readonly string[]): Promise<Map<string, Order>> {
  const { rows } = await db.query<OrderRow>({
    name: 'orders-by-id',
    text: `SELECT ${orderColumns} FROM orders o JOIN checkout c ON c.id = o.checkout_id WHERE o.id = ANY($1)`,
    values: [ids.filter((id) => isId('ord', id))],
  });
  return new Map(rows.map((row) => [row.id, toOrder(row)]));
}

/** The orders of each of the checkouts, by number. One statement. */
export async function findOrdersOf(db: Queryable, checkoutIds: readonly string[]): Promise<Map<string, Order[]>> {
  const { rows } = await db.query<OrderRow>({
    name: 'orders-of-checkouts',
    text: `SELECT ${orderColumns} FROM orders o JOIN checkout c ON c.id = o.checkout_id WHERE o.checkout_id = ANY($1)
      ORDER BY o.checkout_id, length(o.number), o.number`,
    values: [checkoutIds],
  });
  const found = new Map<string, Order[]>();
  for (const row of rows) found.set(row.checkout_id, [...(found.get(row.checkout_id) ?? []), toOrder(row)]);
  return found;
}

/** Every status each of the orders had, oldest first. One statement. */
export async function findHistories(db: Queryable, orderIds: readonly string[]): Promise<Map<string, HistoryEntry[]>> {
  const { rows } = await db.query<{
    order_id: string;
    at: Date;
    from_status: OrderStatus | null;
    to_status: OrderStatus;
    actor_kind: HistoryEntry['actor']['kind'];
    actor_id: string | null;
    reason: string | null;
  }>({
    name: 'order-histories',
    text: `SELECT order_id, at, from_status, to_status, actor_kind, actor_id, reason FROM order_history WHERE order_id = ANY($1)
      ORDER BY order_id, id`,
    values: [orderIds],
  });
  const found = new Map<string, HistoryEntry[]>();
  for (const row of rows) {
    const { at, from_status: from, to_status: to, reason } = row;
    const entry = { at, from, to, actor: { kind: row.actor_kind, id: row.actor_id }, reason };
    found.set(row.order_id, [...(found.get(row.order_id) ?? []), entry]);
  }
  return found;
}

/** Which orders to list; each of them null for any. */
export interface OrderQuery {
  buyerId: string | null;
  sellerIds: readonly string[] | null;
  statuses: readonly OrderStatus[] | null;
  placedFrom: Date | null;
  placedBefore: Date | null;
  number: string | null;
  limit: number;
  position: readonly [createdAt: string, id: string] | null;
  backwards: boolean;
}

/** Which of them, as SQL; `add` names a value. */
function conditionsOf(query: Omit<OrderQuery, 'buyerId' | 'limit'>, add: (value: unknown) => string): string[] {
  const conditions: string[] = [];
  const when = (value: unknown, sql: (placeholder: string) => string): void => {
    if (value !== null) conditions.push(sql(add(value)));
  };
  when(query.sellerIds, (p) => `o.seller_id = ANY(${p})`);
  when(query.statuses, (p) => `o.status = ANY(${p})`);
  when(query.placedFrom, (p) => `o.created_at >= ${p}`);
  when(query.placedBefore, (p) => `o.created_at < ${p}`);
  when(query.number, (p) => `(o.number = ${p} OR o.checkout_id = (SELECT id FROM checkout WHERE number = ${p}))`);
  if (query.position !== null) {
    const [at, id] = query.position;
    conditions.push(`(o.created_at, o.id) ${query.backwards ? '>' : '<'} (${add(at)}, ${add(id)})`);
  }
  return conditions;
}

/** A page of orders, newest first, one more than asked for. One statement. */
export async function listOrders(db: Queryable, query: OrderQuery): Promise<Order[]> {
  const values: unknown[] = [];
  const add = (value: unknown): string => `$${values.push(value)}`;
  const conditions = ['true', ...conditionsOf(query, add)];
  if (query.buyerId !== null) conditions.push(`o.buyer_id = ${add(query.buyerId)}`);
  const direction = query.backwards ? 'ASC' : 'DESC';
  const { rows } = await db.query<OrderRow>({
    text: `SELECT ${orderColumns} FROM orders o JOIN checkout c ON c.id = o.checkout_id WHERE ${conditions.join(' AND ')}
      ORDER BY o.created_at ${direction}, o.id ${direction} LIMIT ${add(query.limit + 1)}`,
    values,
  });
  return rows.map(toOrder);
}

/** The same page of what each of these people bought. One statement, however many they are. */
export async function listOrdersOf(
  db: Queryable,
  buyerIds: readonly string[],
  query: Omit<OrderQuery, 'buyerId'>,
): Promise<Map<string, Order[]>> {
  const values: unknown[] = [];
  const add = (value: unknown): string => `$${values.push(value)}`;
  const buyers = add(buyerIds);
  const conditions = ['o.buyer_id = buyer.id', ...conditionsOf(query, add)];
  const direction = query.backwards ? 'ASC' : 'DESC';
  const { rows } = await db.query<OrderRow>({
    text: `SELECT bought.* FROM unnest(${buyers}::text[]) AS buyer (id) CROSS JOIN LATERAL (
        SELECT ${orderColumns} FROM orders o JOIN checkout c ON c.id = o.checkout_id WHERE ${conditions.join(' AND ')}
        ORDER BY o.created_at ${direction}, o.id ${direction} LIMIT ${add(query.limit + 1)}) AS bought
      ORDER BY bought.created_at ${direction}, bought.id ${direction}`,
    values,
  });
  const found = new Map<string, Order[]>();
  for (const row of rows) {
    const buyerId = row.buyer_id ?? '';
    found.set(buyerId, [...(found.get(buyerId) ?? []), toOrder(row)]);
  }
  return found;
}
