import type { EventTrail } from '@soko/events';
import type { Queryable } from '@soko/postgres';
import type { NewTask } from '../../domain/order.ts';
import { taskTimeoutMs } from '../../domain/saga-steps.ts';

/** Saves work of another subgraph for a dispute, once for its kind and its reference. */
export async function addTask(
  tx: Queryable,
  task: NewTask & { reference: string },
  { correlationId, now }: Pick<EventTrail, 'correlationId' | 'now'>,
): Promise<void> {
  const at = now();
  await tx.query({
    name: 'dispute-task-add',
    // SQL: ON CONFLICT, in the transaction of the dispute.
    text: `INSERT INTO order_task (order_id, kind, amount_minor, reason, correlation_id, created_at, deadline_at, next_at, reference,
        delivery_minor, cause, fee_returned)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $6, $8, $9, $10, $11) ON CONFLICT (order_id, kind, reference) DO NOTHING`,
    values: [
      task.orderId,
      task.kind,
      task.amountMinor,
      task.reason,
      correlationId,
      at,
      new Date(at.getTime() + taskTimeoutMs),
      task.reference,
      task.deliveryMinor ?? null,
      task.cause ?? null,
      task.feeReturned ?? null,
    ],
  });
}
