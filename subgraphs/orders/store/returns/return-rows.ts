import { openReturnStatuses, type Return, type ReturnStatus } from '../../domain/returns/return.ts';

const quoted = (statuses: readonly ReturnStatus[]): string => statuses.map((status) => `'${status}'`).join(', ');

/** SQL: the return `r` has not ended. The same as the condition of order_return_open_idx. */
export const isOpenReturn = `r.status IN (${quoted(openReturnStatuses)})`;

/** The columns of `order_return r`, with the lines as JSON. */
export const returnColumns = `r.id, r.order_id, r.number, r.seller_id, r.buyer_id, r.currency, r.status, r.note, r.decline_reason,
  r.instructions, r.tracking_number, r.buyer_pays_return, r.exchange_for, r.refund_minor, r.refund_delivery_minor, r.refunded_minor,
  r.refund_status, r.refund_attempt, r.refund_end_reason,
  r.decision_due_at, r.send_due_at, r.late_until, r.version, r.created_at, r.updated_at, r.closed_at,
  (SELECT json_agg(json_build_object('lineId', l.line_id, 'quantity', l.quantity, 'reason', l.reason, 'resalable', l.resalable,
    'damaged', l.damaged) ORDER BY l.position) FROM order_return_line l WHERE l.return_id = r.id) AS lines`;

/** A row of `returnColumns`, as pg reads it. */
export interface ReturnRow {
  id: string;
  order_id: string;
  number: string;
  seller_id: string;
  buyer_id: string | null;
  currency: string;
  status: ReturnStatus;
  note: string;
  decline_reason: string | null;
  instructions: string | null;
  tracking_number: string | null;
  buyer_pays_return: boolean;
  exchange_for: Return['exchangeFor'];
  refund_minor: string | null;
  refund_delivery_minor: string | null;
  refunded_minor: string | null;
  refund_status: Return['refundStatus'];
  refund_attempt: number;
  refund_end_reason: string | null;
  decision_due_at: Date;
  send_due_at: Date | null;
  late_until: Date | null;
  version: number;
  created_at: Date;
  updated_at: Date;
  closed_at: Date | null;
  lines: Return['lines'];
}

const minorOf = (text: string | null): bigint | null => (text === null ? null : BigInt(text));

export const toReturn = (row: ReturnRow): Return => ({
  id: row.id,
  orderId: row.order_id,
  number: row.number,
  sellerId: row.seller_id,
  buyerId: row.buyer_id,
  currency: row.currency,
  status: row.status,
  note: row.note,
  declineReason: row.decline_reason,
  instructions: row.instructions,
  trackingNumber: row.tracking_number,
  buyerPaysReturn: row.buyer_pays_return,
  lines: row.lines,
  exchangeFor: row.exchange_for,
  refundMinor: minorOf(row.refund_minor),
  refundDeliveryMinor: minorOf(row.refund_delivery_minor),
  refundedMinor: minorOf(row.refunded_minor),
  refundStatus: row.refund_status,
  refundAttempt: row.refund_attempt,
  refundEndReason: row.refund_end_reason,
  decisionDueAt: row.decision_due_at,
  sendDueAt: row.send_due_at,
  lateUntil: row.late_until,
  version: row.version,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  closedAt: row.closed_at,
});
