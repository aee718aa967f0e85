import { keyset, keysetPage, type Page } from '@soko/pagination';
import { createParameters, type Parameters, type Queryable } from '@soko/postgres';
import type { Order } from '../domain/order.ts';
import type { OrderStatus } from '../domain/order-status.ts';
import { orderColumns, type OrderRow, toOrder } from './order-rows.ts';

/** Filter of a list of orders. Null stands for no restriction. */
export interface OrderListFilter {
  buyerId: string | null;
  sellerIds: readonly string[] | null;
  /** Store that sold all goods. */
  storeId: string | null;
  statuses: readonly OrderStatus[] | null;
  placedFrom: Date | null;
  placedBefore: Date | null;
  number: string | null;
}

export type OrderPage = Page<readonly [createdAt: Date, id: string]>;

const from = 'orders o JOIN checkout c ON c.id = o.checkout_id';
const key = ['o.created_at', 'o.id'];

/** The conditions of a filter as SQL. */
function conditionsOf(filter: Omit<OrderListFilter, 'buyerId'>, { add }: Parameters): string[] {
  const conditions: string[] = [];
  const addCondition = (value: unknown, sql: (placeholder: string) => string): void => {
    if (value !== null) conditions.push(sql(add(value)));
  };
  addCondition(filter.sellerIds, (p) => `o.seller_id = ANY(${p})`);
  addCondition(
    filter.storeId,
    (p) => `o.id IN (SELECT order_id FROM order_line WHERE store_id = ${p})
      AND NOT EXISTS (SELECT FROM order_line l WHERE l.order_id = o.id AND l.store_id IS DISTINCT FROM ${p})`,
  );
  addCondition(filter.statuses, (p) => `o.status = ANY(${p})`);
  addCondition(filter.placedFrom, (p) => `o.created_at >= ${p}`);
  addCondition(filter.placedBefore, (p) => `o.created_at < ${p}`);
  addCondition(
    filter.number,
    (p) => `(o.number = ${p} OR o.checkout_id = (SELECT id FROM checkout WHERE number = ${p}))`,
  );
  return conditions;
}

/** A page of orders, newest first, with one order more than the limit. One statement. */
export async function listOrders(db: Queryable, filter: OrderListFilter, page: OrderPage): Promise<Order[]> {
  const parameters = createParameters();
  const where = conditionsOf(filter, parameters);
  if (filter.buyerId !== null) where.push(`o.buyer_id = ${parameters.add(filter.buyerId)}`);
  // SQL: keyset page; orders and lines in one statement.
  const rows = await keysetPage<OrderRow>(db, {
    select: orderColumns,
    from,
    where,
    parameters,
    key,
    direction: 'DESC',
    page,
  });
  return rows.map(toOrder);
}

/** The same page for each of several buyers. One statement. */
export async function listOrdersOf(
  db: Queryable,
  buyerIds: readonly string[],
  filter: Omit<OrderListFilter, 'buyerId'>,
  page: OrderPage,
): Promise<Order[]> {
  const parameters = createParameters(buyerIds);
  const { condition, orderBy } = keyset(key, page, 'DESC', parameters.add);
  const conditions = ['o.buyer_id = buyer.id', ...conditionsOf(filter, parameters), condition].join(' AND ');
  const { rows } = await db.query<OrderRow>({
    // SQL: one keyset page per buyer, all of them in one statement.
    text: `SELECT page.* FROM unnest($1::text[]) AS buyer (id) CROSS JOIN LATERAL (
        SELECT ${orderColumns} FROM ${from} WHERE ${conditions} ORDER BY ${orderBy} LIMIT ${parameters.add(page.limit + 1)}
      ) AS page ORDER BY ${orderBy.replaceAll('o.', 'page.')}`,
    values: parameters.values,
  });
  return rows.map(toOrder);
}
