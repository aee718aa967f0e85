import type { EventTrail } from '@soko/events';
import type { Queryable } from '@soko/postgres';
import { taskTimeoutMs } from '../domain/saga-steps.ts';

// SQL: in the transaction of the case.

interface TaskOfCase {
  orderId: string;
  caseId: string;
}

/** Shows the refund of a case to support as failed. One that was made long ago has no task any more. */
export async function failRefundTask(
  tx: Queryable,
  { orderId, caseId, error }: TaskOfCase & { error: string },
  now: Date,
): Promise<void> {
  await tx.query({
    name: 'refund-task-fail',
    text: `UPDATE order_task SET failed_at = $3, done_at = NULL, next_at = NULL, last_error = $4
      WHERE order_id = $1 AND kind = 'REFUND' AND reference = $2`,
    values: [orderId, caseId, now, error.slice(0, 500)],
  });
}

/** Begins a task that failed once more. A run of before saves nothing: the number of attempts is another one. */
export async function restartRefundTask(
  tx: Queryable,
  task: TaskOfCase & { amountMinor: bigint; deliveryMinor: bigint; cause: 'RETURN' | 'DISPUTE'; reason: string },
  { correlationId, now }: Pick<EventTrail, 'correlationId' | 'now'>,
): Promise<void> {
  const at = now();
  await tx.query({
    name: 'refund-task-restart',
    text: `INSERT INTO order_task AS t (order_id, kind, reference, amount_minor, delivery_minor, cause, reason, correlation_id, created_at,
        deadline_at, next_at)
      VALUES ($1, 'REFUND', $2, $3, $4, $5, $6, $7, $8, $9, $8)
      ON CONFLICT (order_id, kind, reference) DO UPDATE SET attempts = t.attempts + 1, deadline_at = excluded.deadline_at,
        next_at = excluded.next_at, failed_at = NULL, done_at = NULL, last_error = NULL, correlation_id = excluded.correlation_id`,
    values: [
      task.orderId,
      task.caseId,
      task.amountMinor,
      task.deliveryMinor,
      task.cause,
      task.reason,
      correlationId,
      at,
      new Date(at.getTime() + taskTimeoutMs),
    ],
  });
}

/** Ends the task of a refund that support ended. */
export async function endRefundTask(tx: Queryable, { orderId, caseId }: TaskOfCase, now: Date): Promise<void> {
  await tx.query({
    name: 'refund-task-end',
    text: `UPDATE order_task SET done_at = $3, failed_at = NULL, next_at = NULL
      WHERE order_id = $1 AND kind = 'REFUND' AND reference = $2`,
    values: [orderId, caseId, now],
  });
}
