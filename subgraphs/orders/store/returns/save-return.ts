import type { EventTrail } from '@soko/events';
import { type Queryable, StaleVersion } from '@soko/postgres';
import type { Order } from '../../domain/order.ts';
import type { ReturnStep } from '../../domain/returns/change-return.ts';
import { returnEvent } from '../../domain/returns/return-events.ts';
import type { Return } from '../../domain/returns/return.ts';
import { toJson } from '../json.ts';
import { saveChangeIn } from '../save-change.ts';

// SQL: in transactions that hold the lock of the order, several rows in one statement.

/** The pieces of each line of an order that are in returns: asked for, until it is known what came back. */
async function countReturned(tx: Queryable, orderId: string): Promise<void> {
  await tx.query({
    name: 'count-returned',
    text: `UPDATE order_line l SET returned_quantity = coalesce(x.quantity, 0)
      FROM order_line o LEFT JOIN (
        SELECT l.line_id, sum(CASE WHEN r.status IN ('RECEIVED', 'REFUNDED') THEN l.resalable + l.damaged ELSE l.quantity END) AS quantity
        FROM order_return r JOIN order_return_line l ON l.return_id = r.id
        WHERE r.order_id = $1 AND r.status NOT IN ('DECLINED', 'CANCELLED') GROUP BY l.line_id
      ) x ON x.line_id = o.id
      WHERE o.order_id = $1 AND l.id = o.id AND l.returned_quantity <> coalesce(x.quantity, 0)`,
    values: [orderId],
  });
}

async function addHistory(
  tx: Queryable,
  after: Return,
  { from, reason }: { from: Return['status'] | null; reason: string | null },
  { actor, now }: EventTrail,
): Promise<void> {
  await tx.query({
    name: 'add-return-history',
    text: `INSERT INTO order_return_history (return_id, at, from_status, to_status, actor_kind, actor_id, reason)
      VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    values: [after.id, now(), from, after.status, actor.kind, actor.id, reason],
  });
}

/** Saves a new return of a locked order, with the change of the order and its event. */
export async function addReturn(
  tx: Queryable,
  added: Return,
  { order, trail }: { order: NonNullable<ReturnStep['order']>; trail: EventTrail },
): Promise<void> {
  await tx.query({
    name: 'add-return',
    text: `INSERT INTO order_return (id, order_id, number, seller_id, buyer_id, currency, status, note, buyer_pays_return, exchange_for,
        decision_due_at, created_at, updated_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)`,
    values: [
      added.id,
      added.orderId,
      added.number,
      added.sellerId,
      added.buyerId,
      added.currency,
      added.status,
      added.note,
      added.buyerPaysReturn,
      toJson(added.exchangeFor),
      added.decisionDueAt,
      added.createdAt,
    ],
  });
  await tx.query({
    name: 'add-return-lines',
    text: `INSERT INTO order_return_line (return_id, line_id, position, quantity, reason)
      SELECT $1, r."lineId", r.position, r.quantity, r.reason
      FROM jsonb_to_recordset($2) AS r ("lineId" text, position int, quantity int, reason text)`,
    values: [added.id, toJson(added.lines.map((line, position) => ({ ...line, position })))],
  });
  await countReturned(tx, added.orderId);
  await addHistory(tx, added, { from: null, reason: null }, trail);
  const events = [returnEvent(added, order.after, 'requested', null, trail)];
  if (!(await saveChangeIn(tx, { orders: [order], tasks: [], events }, trail))) throw new StaleVersion(added.orderId);
}

/** Saves a step of a return of a locked order, with the change of the order, its tasks and its event. */
export async function saveReturn(
  tx: Queryable,
  before: Return,
  order: Order,
  { after, event, order: change, tasks, reason }: ReturnStep,
  trail: EventTrail,
): Promise<void> {
  await tx.query({
    name: 'save-return',
    text: `UPDATE order_return SET status = $2, decline_reason = $3, instructions = $4, tracking_number = $5, refund_minor = $6,
        refund_delivery_minor = $7, refunded_minor = $8, send_due_at = $9, version = $10, updated_at = $11, closed_at = $12,
        refund_status = $13, refund_attempt = $14, refund_end_reason = $15, late_until = $16
      WHERE id = $1`,
    values: [
      after.id,
      after.status,
      after.declineReason,
      after.instructions,
      after.trackingNumber,
      after.refundMinor,
      after.refundDeliveryMinor,
      after.refundedMinor,
      after.sendDueAt,
      after.version,
      after.updatedAt,
      after.closedAt,
      after.refundStatus,
      after.refundAttempt,
      after.refundEndReason,
      after.lateUntil,
    ],
  });
  if (before.lines !== after.lines) {
    await tx.query({
      name: 'save-return-lines',
      text: `UPDATE order_return_line l SET resalable = r.resalable, damaged = r.damaged
        FROM jsonb_to_recordset($2) AS r ("lineId" text, resalable int, damaged int) WHERE l.return_id = $1 AND l.line_id = r."lineId"`,
      values: [after.id, toJson(after.lines)],
    });
  }
  await countReturned(tx, after.orderId);
  if (before.status !== after.status) await addHistory(tx, after, { from: before.status, reason }, trail);
  const events = [returnEvent(after, change?.after ?? order, event, reason, trail)];
  const isSaved = await saveChangeIn(tx, { orders: change ? [change] : [], tasks, events }, trail);
  if (!isSaved) throw new StaleVersion(after.orderId);
}
