import { isId } from '@soko/ids';
import { keysetPage, type Page } from '@soko/pagination';
import { createParameters, type Queryable } from '@soko/postgres';
import type { Return, ReturnHistoryEntry, ReturnStatus } from '../../domain/returns/return.ts';
import { returnColumns, type ReturnRow, toReturn } from './return-rows.ts';

// SQL: returns and lines in one statement, also in transactions that hold row locks.

/** Returns by id. One statement. Unknown ids are missing in the result. */
export async function findReturns(db: Queryable, ids: readonly string[]): Promise<Return[]> {
  const { rows } = await db.query<ReturnRow>({
    name: 'returns-by-id',
    text: `SELECT ${returnColumns} FROM order_return r WHERE r.id = ANY($1)`,
    values: [ids.filter((id) => isId('ret', id))],
  });
  return rows.map(toReturn);
}

/** The returns of orders, oldest first. One statement. */
export async function findReturnsOf(db: Queryable, orderIds: readonly string[]): Promise<Return[]> {
  const { rows } = await db.query<ReturnRow>({
    name: 'returns-of-orders',
    text: `SELECT ${returnColumns} FROM order_return r WHERE r.order_id = ANY($1) ORDER BY r.order_id, r.created_at, r.id`,
    values: [orderIds],
  });
  return rows.map(toReturn);
}

/** Filter of a list of returns. Null stands for no restriction. */
export interface ReturnListFilter {
  buyerId: string | null;
  sellerIds: readonly string[] | null;
  statuses: readonly ReturnStatus[] | null;
  orderId: string | null;
}

export type ReturnPage = Page<readonly [createdAt: Date, id: string]>;

/** A page of returns, newest first, with one more than the limit. One statement. */
export async function listReturns(db: Queryable, filter: ReturnListFilter, page: ReturnPage): Promise<Return[]> {
  const parameters = createParameters();
  const where: string[] = [];
  const addCondition = (value: unknown, sql: (placeholder: string) => string): void => {
    if (value !== null) where.push(sql(parameters.add(value)));
  };
  addCondition(filter.buyerId, (p) => `r.buyer_id = ${p}`);
  addCondition(filter.sellerIds, (p) => `r.seller_id = ANY(${p})`);
  addCondition(filter.statuses, (p) => `r.status = ANY(${p})`);
  addCondition(filter.orderId, (p) => `r.order_id = ${p}`);
  const rows = await keysetPage<ReturnRow>(db, {
    select: returnColumns,
    from: 'order_return r',
    where,
    parameters,
    key: ['r.created_at', 'r.id'],
    direction: 'DESC',
    page,
  });
  return rows.map(toReturn);
}

interface HistoryRow {
  return_id: string;
  at: Date;
  from_status: ReturnStatus | null;
  to_status: ReturnStatus;
  actor_kind: ReturnHistoryEntry['actor']['kind'];
  actor_id: string | null;
  reason: string | null;
}

/** The status changes of returns, oldest first. One statement. */
export async function findReturnHistories(db: Queryable, ids: readonly string[]): Promise<ReturnHistoryEntry[]> {
  const { rows } = await db.query<HistoryRow>({
    name: 'return-histories',
    text: `SELECT return_id, at, from_status, to_status, actor_kind, actor_id, reason FROM order_return_history
      WHERE return_id = ANY($1) ORDER BY return_id, id`,
    values: [ids],
  });
  return rows.map((row) => ({
    returnId: row.return_id,
    at: row.at,
    from: row.from_status,
    to: row.to_status,
    actor: { kind: row.actor_kind, id: row.actor_id },
    reason: row.reason,
  }));
}

/** Ids of returns whose time is over, without those of `except`: that nobody decided about, or that nothing was sent for. */
export async function findOverdueReturns(
  db: Queryable,
  status: 'REQUESTED' | 'APPROVED',
  { now, limit, except }: { now: Date; limit: number; except: readonly string[] },
): Promise<string[]> {
  const dueAt = status === 'REQUESTED' ? 'decision_due_at' : 'send_due_at';
  const { rows } = await db.query<{ id: string }>({
    name: `overdue-returns-${status}`,
    text: `SELECT id FROM order_return WHERE status = '${status}' AND ${dueAt} <= $1 AND id <> ALL($2) ORDER BY ${dueAt} LIMIT $3`,
    values: [now, except, limit],
  });
  return rows.map(({ id }) => id);
}

/** The time at which an order was fulfilled. Null before that. One statement. */
export async function findDeliveredAt(db: Queryable, orderId: string): Promise<Date | null> {
  const { rows } = await db.query<{ at: Date | null }>({
    name: 'delivered-at',
    text: `SELECT min(at) AS at FROM order_history WHERE order_id = $1 AND to_status = 'FULFILLED'`,
    values: [orderId],
  });
  return rows[0]?.at ?? null;
}
