import type {
  Dispute,
  DisputeKind,
  DisputeOutcome,
  DisputeReason,
  DisputeStatus,
} from '../../domain/disputes/dispute.ts';

/** The columns of `dispute d` joined with `orders o`, with the lines as JSON. */
export const disputeColumns = `d.id, d.number, d.order_id, o.number AS order_number, d.kind, d.reason, d.status, d.seller_id, d.buyer_id,
  d.currency, d.amount_minor, d.answer_due_at, d.outcome, d.decision_reason, d.refund_minor, d.refund_delivery_minor, d.refund_status,
  d.refund_attempt, d.refund_end_reason,
  d.bank_ref, d.bank_reason, d.evidence_submitted_at, d.accepted_at, d.version, d.created_at, d.updated_at, d.closed_at,
  (SELECT json_agg(json_build_object('lineId', l.line_id, 'quantity', l.quantity) ORDER BY l.line_id)
    FROM dispute_line l WHERE l.dispute_id = d.id) AS lines`;

/** SQL: true for a dispute `d` that has not ended. */
export const isOpenDispute = `d.status IN ('OPEN', 'ANSWERED', 'READY_FOR_DECISION')`;

export const fromDisputes = 'dispute d JOIN orders o ON o.id = d.order_id';

/** A row of `disputeColumns`, as pg reads it. */
export interface DisputeRow {
  id: string;
  number: string;
  order_id: string;
  order_number: string;
  kind: DisputeKind;
  reason: DisputeReason;
  status: DisputeStatus;
  seller_id: string;
  buyer_id: string | null;
  currency: string;
  amount_minor: string;
  answer_due_at: Date;
  outcome: DisputeOutcome | null;
  decision_reason: string | null;
  refund_minor: string;
  refund_delivery_minor: string;
  refund_status: Dispute['refundStatus'];
  refund_attempt: number;
  refund_end_reason: string | null;
  bank_ref: string | null;
  bank_reason: string | null;
  evidence_submitted_at: Date | null;
  accepted_at: Date | null;
  version: number;
  created_at: Date;
  updated_at: Date;
  closed_at: Date | null;
  lines: { lineId: string; quantity: number }[] | null;
}

export const toDispute = (row: DisputeRow): Dispute => ({
  id: row.id,
  number: row.number,
  orderId: row.order_id,
  orderNumber: row.order_number,
  kind: row.kind,
  reason: row.reason,
  status: row.status,
  sellerId: row.seller_id,
  buyerId: row.buyer_id,
  currency: row.currency,
  amountMinor: BigInt(row.amount_minor),
  lines: row.lines ?? [],
  answerDueAt: row.answer_due_at,
  outcome: row.outcome,
  decisionReason: row.decision_reason,
  refundMinor: BigInt(row.refund_minor),
  refundDeliveryMinor: BigInt(row.refund_delivery_minor),
  refundStatus: row.refund_status,
  refundAttempt: row.refund_attempt,
  refundEndReason: row.refund_end_reason,
  bankRef: row.bank_ref,
  bankReason: row.bank_reason,
  evidenceSubmittedAt: row.evidence_submitted_at,
  acceptedAt: row.accepted_at,
  version: row.version,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  closedAt: row.closed_at,
});
