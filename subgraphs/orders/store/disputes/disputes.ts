import { isId } from '@soko/ids';
import { keysetPage, type Page } from '@soko/pagination';
import { createParameters, type Queryable } from '@soko/postgres';
import type { Dispute, DisputeChange, DisputeKind, DisputeStatus } from '../../domain/disputes/dispute.ts';
import { disputeColumns, type DisputeRow, fromDisputes, isOpenDispute, toDispute } from './dispute-rows.ts';

const select = `SELECT ${disputeColumns} FROM ${fromDisputes}`;

// SQL: disputes with their lines in one statement, and rows that stay locked until the end of the transaction.

/** Disputes by id. One statement. */
export async function findDisputes(db: Queryable, ids: readonly string[]): Promise<Dispute[]> {
  const { rows } = await db.query<DisputeRow>({
    name: 'disputes-by-id',
    text: `${select} WHERE d.id = ANY($1)`,
    values: [ids.filter((id) => isId('dsp', id))],
  });
  return rows.map(toDispute);
}

/** All disputes of the orders, oldest first. One statement. */
export async function findDisputesOf(db: Queryable, orderIds: readonly string[]): Promise<Dispute[]> {
  const { rows } = await db.query<DisputeRow>({
    name: 'disputes-of-orders',
    text: `${select} WHERE d.order_id = ANY($1) ORDER BY d.created_at, d.id`,
    values: [orderIds],
  });
  return rows.map(toDispute);
}

/** A dispute whose order `tx` has locked. */
export async function findDispute(tx: Queryable, id: string): Promise<Dispute | null> {
  return (await findDisputes(tx, [id]))[0] ?? null;
}

/** Saves a new dispute with its lines. */
export async function insertDispute(tx: Queryable, dispute: Dispute): Promise<void> {
  await tx.query({
    name: 'dispute-insert',
    text: `WITH added AS (
        INSERT INTO dispute (id, number, order_id, kind, reason, status, seller_id, buyer_id, currency, amount_minor, answer_due_at,
          outcome, decision_reason, refund_minor, refund_delivery_minor, refund_status, bank_ref, bank_reason, version,
          created_at, updated_at, closed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $20, $21)
        RETURNING id
      )
      INSERT INTO dispute_line (dispute_id, line_id, quantity)
      SELECT added.id, line."lineId", line.quantity FROM added, jsonb_to_recordset($22) AS line ("lineId" text, quantity int)`,
    values: [
      dispute.id,
      dispute.number,
      dispute.orderId,
      dispute.kind,
      dispute.reason,
      dispute.status,
      dispute.sellerId,
      dispute.buyerId,
      dispute.currency,
      dispute.amountMinor,
      dispute.answerDueAt,
      dispute.outcome,
      dispute.decisionReason,
      dispute.refundMinor,
      dispute.refundDeliveryMinor,
      dispute.refundStatus,
      dispute.bankRef,
      dispute.bankReason,
      dispute.version,
      dispute.createdAt,
      dispute.closedAt,
      JSON.stringify(dispute.lines),
    ],
  });
}

/** Saves a change. The order is locked, so that no other change of the dispute can come between. */
export async function saveDispute(tx: Queryable, { before, after }: DisputeChange): Promise<void> {
  const { rowCount } = await tx.query({
    name: 'dispute-save',
    text: `UPDATE dispute SET kind = $3, status = $4, answer_due_at = $5, outcome = $6, decision_reason = $7, refund_minor = $8,
        refund_delivery_minor = $9, refund_status = $10, bank_ref = $11, bank_reason = $12, evidence_submitted_at = $13,
        accepted_at = $14, version = $15, updated_at = $16, closed_at = $17, refund_attempt = $18, refund_end_reason = $19,
        amount_minor = $20
      WHERE id = $1 AND version = $2`,
    values: [
      before.id,
      before.version,
      after.kind,
      after.status,
      after.answerDueAt,
      after.outcome,
      after.decisionReason,
      after.refundMinor,
      after.refundDeliveryMinor,
      after.refundStatus,
      after.bankRef,
      after.bankReason,
      after.evidenceSubmittedAt,
      after.acceptedAt,
      after.version,
      after.updatedAt,
      after.closedAt,
      after.refundAttempt,
      after.refundEndReason,
      after.amountMinor,
    ],
  });
  if (before.lines.length > 0 && after.lines.length === 0) {
    await tx.query({
      name: 'dispute-lines-delete',
      text: 'DELETE FROM dispute_line WHERE dispute_id = $1',
      values: [before.id],
    });
  }
  if (rowCount !== 1) throw new Error(`Dispute ${before.id} was changed without the lock of its order.`);
}

/** Open disputes whose time to answer is over, without those of `except`. */
export async function findOverdue(
  db: Queryable,
  { now, limit, except }: { now: Date; limit: number; except: readonly string[] },
): Promise<{ id: string; orderId: string }[]> {
  const { rows } = await db.query<{ id: string; orderId: string }>({
    name: 'disputes-overdue',
    text: `SELECT id, order_id AS "orderId" FROM dispute
      WHERE status IN ('OPEN', 'ANSWERED') AND answer_due_at <= $1 AND id <> ALL ($3) ORDER BY answer_due_at LIMIT $2`,
    values: [now, limit, except],
  });
  return rows;
}

/** Chargebacks that the seller answered, whose evidence must be submitted before `before`, without those of `except`. */
export async function findUnsubmitted(
  db: Queryable,
  { before, limit, except }: { before: Date; limit: number; except: readonly string[] },
): Promise<{ id: string; orderId: string }[]> {
  const { rows } = await db.query<{ id: string; orderId: string }>({
    name: 'disputes-unsubmitted',
    text: `SELECT id, order_id AS "orderId" FROM dispute d WHERE kind = 'CHARGEBACK' AND closed_at IS NULL
        AND evidence_submitted_at IS NULL AND accepted_at IS NULL AND answer_due_at <= $1 AND id <> ALL ($3)
        AND EXISTS (SELECT FROM dispute_message m WHERE m.dispute_id = d.id AND m.side = 'SELLER' AND m.text IS NOT NULL)
      ORDER BY answer_due_at LIMIT $2`,
    values: [before, limit, except],
  });
  return rows;
}

/** Filter of a list of disputes. Null stands for no restriction. */
export interface DisputeFilter {
  buyerId: string | null;
  sellerIds: readonly string[] | null;
  statuses: readonly DisputeStatus[] | null;
  kind: DisputeKind | null;
}

export type DisputePage = Page<readonly [createdAt: Date, id: string]>;

/** A page of disputes, newest first, with one more than the limit. One statement. */
export async function listDisputes(db: Queryable, filter: DisputeFilter, page: DisputePage): Promise<Dispute[]> {
  const parameters = createParameters();
  const { add } = parameters;
  const where = [
    ...(filter.buyerId === null ? [] : [`d.buyer_id = ${add(filter.buyerId)}`]),
    ...(filter.sellerIds === null ? [] : [`d.seller_id = ANY(${add(filter.sellerIds)})`]),
    ...(filter.statuses === null ? [] : [`d.status = ANY(${add(filter.statuses)})`]),
    ...(filter.kind === null ? [] : [`d.kind = ${add(filter.kind)}`]),
  ];
  const rows = await keysetPage<DisputeRow>(db, {
    select: disputeColumns,
    from: fromDisputes,
    where,
    parameters,
    key: ['d.created_at', 'd.id'],
    direction: 'DESC',
    page,
  });
  return rows.map(toDispute);
}

/** The dispute of an order that a chargeback at the provider belongs to. */
export async function findByBankRef(tx: Queryable, bankRef: string): Promise<Dispute | null> {
  const { rows } = await tx.query<DisputeRow>({
    name: 'dispute-by-bank-ref',
    text: `${select} WHERE d.bank_ref = $1`,
    values: [bankRef],
  });
  return rows[0] === undefined ? null : toDispute(rows[0]);
}

/** The open dispute of an order that `tx` has locked. A chargeback stands beside a dispute only when it followed it. */
export async function findOpenDispute(tx: Queryable, orderId: string): Promise<Dispute | null> {
  const { rows } = await tx.query<DisputeRow>({
    name: 'dispute-open-of-order',
    text: `${select} WHERE d.order_id = $1 AND ${isOpenDispute} ORDER BY d.created_at DESC LIMIT 1`,
    values: [orderId],
  });
  return rows[0] === undefined ? null : toDispute(rows[0]);
}

/** What decides whether an order that `tx` has locked can be disputed: its delivery, and its disputes so far. */
export async function findDisputeFacts(
  tx: Queryable,
  orderId: string,
): Promise<{ deliveredAt: Date | null; disputes: number }> {
  const { rows } = await tx.query<{ deliveredAt: Date | null; disputes: number }>({
    name: 'dispute-facts',
    text: `SELECT (SELECT min(h.at) FROM order_history h WHERE h.order_id = $1 AND h.to_status = 'FULFILLED') AS "deliveredAt",
        (SELECT count(*)::int FROM dispute d WHERE d.order_id = $1) AS disputes`,
    values: [orderId],
  });
  return rows[0]!;
}
