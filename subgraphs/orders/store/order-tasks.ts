import type { Queryable } from '@soko/postgres';
import type { RefundCause, TaskKind } from '../domain/order.ts';
import type { OrderStatus } from '../domain/order-status.ts';

/** Work at another subgraph for an order. Only this process may do it until its lease ends. */
export interface Task {
  id: string;
  orderId: string;
  kind: TaskKind;
  amountMinor: bigint | null;
  reason: string;
  reference: string;
  deliveryMinor: bigint | null;
  cause: RefundCause | null;
  feeReturned: boolean | null;
  correlationId: string;
  attempts: number;
  currency: string;
  orderStatus: OrderStatus;
}

interface Row {
  id: string;
  order_id: string;
  kind: TaskKind;
  amount_minor: string | null;
  reason: string;
  reference: string;
  delivery_minor: string | null;
  cause: RefundCause | null;
  fee_returned: boolean | null;
  correlation_id: string;
  attempts: number;
  currency: string;
  status: OrderStatus;
}

/** Leases up to `limit` tasks that are due to this process, of the given orders or of all. One statement. */
export async function claimTasks(
  db: Queryable,
  claim: { orderIds?: readonly string[]; now: Date; until: Date; limit: number },
): Promise<Task[]> {
  const { rows } = await db.query<Row>({
    name: 'claim-tasks',
    // SQL: SKIP LOCKED, so that processes take different tasks.
    text: `UPDATE order_task t SET next_at = $2, attempts = t.attempts + 1
      FROM (
        SELECT id FROM order_task WHERE next_at <= $1 AND ($4::text[] IS NULL OR order_id = ANY($4))
        ORDER BY next_at LIMIT $3 FOR UPDATE SKIP LOCKED
      ) due JOIN order_task d ON d.id = due.id JOIN orders o ON o.id = d.order_id
      WHERE t.id = due.id
      RETURNING t.id, t.order_id, t.kind, t.amount_minor, t.reason, t.reference, t.delivery_minor, t.cause, t.fee_returned,
        t.correlation_id, t.attempts, o.currency, o.status`,
    values: [claim.now, claim.until, claim.limit, claim.orderIds ?? null],
  });
  return rows.map((row) => ({
    id: row.id,
    orderId: row.order_id,
    kind: row.kind,
    amountMinor: row.amount_minor === null ? null : BigInt(row.amount_minor),
    reason: row.reason,
    reference: row.reference,
    deliveryMinor: row.delivery_minor === null ? null : BigInt(row.delivery_minor),
    cause: row.cause,
    feeReturned: row.fee_returned,
    correlationId: row.correlation_id,
    attempts: row.attempts,
    currency: row.currency,
    orderStatus: row.status,
  }));
}

/** Result of a task. */
export type TaskResult = Pick<Task, 'id' | 'attempts'> &
  (
    | { state: 'DONE' }
    | { state: 'AGAIN'; at: Date; error: string }
    /** Refused by the other subgraph: support must look at it. */
    | { state: 'FAILED'; error: string }
  );

/** Saves the results of tasks, unless they were begun again meanwhile. One statement. */
export async function saveTaskResults(db: Queryable, results: readonly TaskResult[], now: Date): Promise<void> {
  if (results.length === 0) return;
  await db.query({
    name: 'save-task-results',
    // SQL: updates rows with different values in one statement.
    text: `UPDATE order_task t SET next_at = r.at, last_error = r.error,
        done_at = CASE WHEN r.state = 'DONE' THEN $2::timestamptz END, failed_at = CASE WHEN r.state = 'FAILED' THEN $2::timestamptz END
      FROM jsonb_to_recordset($1) AS r (id bigint, attempts int, state text, at timestamptz, error text)
      WHERE t.id = r.id AND t.attempts = r.attempts AND t.next_at IS NOT NULL`,
    values: [JSON.stringify(results), now],
  });
}
