import { badUserInput } from '@soko/errors';
import { chargeableStep } from '@soko/money';
import { type EarlierRefunds, leftToRefund, piecesLeft, priceLeft } from '../earlier-refunds.ts';
import { moveOrder, type NewTask, type Order, type OrderChange } from '../order.ts';
import { IllegalMove } from '../order-status.ts';
import { caseOpen, type CaseOpen } from '../refusals.ts';
import { returnTooMany, type ReturnTooMany, wrongReturnStatus, type WrongReturnStatus } from './refusals.ts';
import { keptPieces } from './request-return.ts';
import {
  isEnd,
  isSellersFault,
  piecesBack,
  type Return,
  returnArrows,
  type ReturnLine,
  type ReturnStatus,
  type ReturnTimes,
} from './return.ts';

export type ReturnEvent =
  | 'approved'
  | 'declined'
  | 'shipped'
  | 'received'
  | 'refunded'
  | 'refund_failed'
  | 'refund_retried'
  | 'refund_ended'
  | 'cancelled';

/** A decision about a return: what it becomes, what its order becomes, and the work that follows. */
export interface ReturnStep {
  after: Return;
  event: ReturnEvent;
  order: OrderChange | null;
  tasks: readonly NewTask[];
  reason: string | null;
}

const stepOf = (after: Return, event: ReturnEvent, more: Partial<ReturnStep> = {}): ReturnStep => ({
  after,
  event,
  order: null,
  tasks: [],
  reason: null,
  ...more,
});

/** The return with its next status, one version later. */
export function moveReturn(before: Return, to: ReturnStatus, now: Date, changes: Partial<Return> = {}): Return {
  if (!returnArrows[before.status].includes(to)) {
    throw new IllegalMove(`${before.id} cannot move from ${before.status} to ${to}.`);
  }
  const closedAt = isEnd(to) ? now : null;
  return { ...before, lateUntil: null, ...changes, status: to, version: before.version + 1, updatedAt: now, closedAt };
}

const mayBecome = ({ status }: Return, to: ReturnStatus): boolean => returnArrows[status].includes(to);

const refuseStatus = ({ status }: Return, allowed: string): WrongReturnStatus =>
  wrongReturnStatus(status, `The return has the status ${status}; only one that is ${allowed} can be changed so.`);

/** `REQUESTED → APPROVED`. Null for one that is approved. */
export function approveReturn(
  before: Return,
  { instructions, now, times }: { instructions: string | null; now: Date; times: Pick<ReturnTimes, 'sendMs'> },
): ReturnStep | WrongReturnStatus | null {
  if (before.status === 'APPROVED') return null;
  if (!mayBecome(before, 'APPROVED')) return refuseStatus(before, 'REQUESTED');
  const sendDueAt = new Date(now.getTime() + times.sendMs);
  return stepOf(moveReturn(before, 'APPROVED', now, { instructions, sendDueAt }), 'approved');
}

/** `REQUESTED → DECLINED`: the order is FULFILLED again. Null for one that is declined. */
export function declineReturn(
  before: Return,
  order: Order,
  { reason, now }: { reason: string; now: Date },
): ReturnStep | WrongReturnStatus | null {
  if (before.status === 'DECLINED') return null;
  if (!mayBecome(before, 'DECLINED')) return refuseStatus(before, 'REQUESTED');
  const after = moveReturn(before, 'DECLINED', now, { declineReason: reason });
  return stepOf(after, 'declined', { order: moveOrder(order, 'FULFILLED', now, 'return declined'), reason });
}

/**
 * Ends a return before the goods came back: the order is FULFILLED again. `lateMs` is the time for which goods that may be under way
 * can still be received. Null for one that is cancelled.
 */
export function cancelReturn(
  before: Return,
  order: Order,
  { reason, now, sent, lateMs }: { reason: string | null; now: Date; sent: boolean; lateMs: number | null },
): ReturnStep | WrongReturnStatus | null {
  if (before.status === 'CANCELLED') return null;
  const isTooLate = before.status === 'IN_TRANSIT' && !sent;
  if (isTooLate || !mayBecome(before, 'CANCELLED')) return refuseStatus(before, 'REQUESTED or APPROVED');
  const lateUntil = lateMs === null || before.status === 'REQUESTED' ? null : new Date(now.getTime() + lateMs);
  const after = moveReturn(before, 'CANCELLED', now, { lateUntil });
  return stepOf(after, 'cancelled', { order: moveOrder(order, 'FULFILLED', now, 'return cancelled'), reason });
}

/** `APPROVED → IN_TRANSIT`. Null for one with this tracking number. */
export function shipReturn(
  before: Return,
  { trackingNumber, now }: { trackingNumber: string; now: Date },
): ReturnStep | WrongReturnStatus | null {
  if (before.status === 'IN_TRANSIT' && before.trackingNumber === trackingNumber) return null;
  if (!mayBecome(before, 'IN_TRANSIT')) return refuseStatus(before, 'APPROVED');
  return stepOf(moveReturn(before, 'IN_TRANSIT', now, { trackingNumber }), 'shipped');
}

/** Pieces of a line that came back. */
export interface ReceivedPieces {
  lineId: string;
  resalable: number;
  damaged: number;
}

/** The lines with what came back. A line that is not named did not come back. */
const receiveLines = ({ lines }: Return, received: readonly ReceivedPieces[]): ReturnLine[] =>
  lines.map((line) => {
    const { resalable, damaged } = received.find(({ lineId }) => lineId === line.lineId) ?? {
      resalable: 0,
      damaged: 0,
    };
    return { ...line, resalable, damaged };
  });

const isSame = (one: readonly ReturnLine[], other: readonly ReturnLine[]): boolean =>
  one.every(({ resalable, damaged }, index) => {
    return resalable === other[index]!.resalable && damaged === other[index]!.damaged;
  });

/**
 * What the buyer gets back: the price they paid for the pieces that came back, and the price of the delivery when a piece came back
 * by the seller's fault; without what earlier cases refunded.
 */
export function refundFor(
  order: Order,
  { lines }: Pick<Return, 'lines'>,
  earlier: EarlierRefunds,
): { refundMinor: bigint; deliveryMinor: bigint } {
  const step = chargeableStep(order.currency);
  const left = leftToRefund(order, earlier);
  const priceMinor = lines.reduce((all, each) => {
    const refunded = earlier.lines.get(each.lineId)!;
    return all + priceLeft(refunded, Math.min(piecesBack(each), piecesLeft(refunded)), step);
  }, 0n);
  const goodsMinor = priceMinor < left.goodsMinor ? priceMinor : left.goodsMinor;
  const isFault = lines.some((line) => isSellersFault(line) && piecesBack(line) > 0);
  const deliveryMinor = isFault ? left.deliveryMinor : 0n;
  return { refundMinor: goodsMinor + deliveryMinor, deliveryMinor };
}

/** The status of an order after a return: RETURNED when all of its pieces came back. */
const statusAfter = ({ lines }: Order): 'RETURNED' | 'FULFILLED' =>
  lines.every((line) => line.returnedQuantity === (line.packedQuantity ?? line.quantity)) ? 'RETURNED' : 'FULFILLED';

/** The return with some fields changed, and its status as it was, one version later. */
const changed = (before: Return, changes: Partial<Return>, now: Date): Return => ({
  ...before,
  ...changes,
  version: before.version + 1,
  updatedAt: now,
});

/** `RECEIVED → REFUNDED`, and the end of it for the order. `order.lines` count what came back. */
export function closeReturn(before: Return, order: Order, refundedMinor: bigint, now: Date): ReturnStep {
  const after = moveReturn(before, 'REFUNDED', now, {
    refundedMinor,
    refundStatus: before.refundMinor === 0n ? 'NONE' : 'REFUNDED',
  });
  return stepOf(after, 'refunded', { order: moveOrder(order, statusAfter(order), now, 'return refunded') });
}

/**
 * The refund was made. Ends a return that waits for it, also after a failure. Of one that has ended, the failed refund is made now.
 * Null when nothing waits.
 */
export function settleRefund(before: Return, order: Order, refundedMinor: bigint, now: Date): ReturnStep | null {
  const isWaiting = before.refundStatus === 'PENDING' || before.refundStatus === 'FAILED';
  if (!isWaiting) return null;
  if (before.status === 'RECEIVED') return closeReturn(before, order, refundedMinor, now);
  return stepOf(changed(before, { refundedMinor, refundStatus: 'REFUNDED' }, now), 'refunded');
}

/** The refund failed, also one that was made before. The return stays as it is. Null for a repeat. */
export function failRefund(before: Return, now: Date): ReturnStep | null {
  if (before.refundStatus !== 'PENDING' && before.refundStatus !== 'REFUNDED') return null;
  const refundedMinor = before.refundedMinor === null ? null : 0n;
  return stepOf(changed(before, { refundedMinor, refundStatus: 'FAILED' }, now), 'refund_failed');
}

/** Begins the next attempt of a refund that failed. */
export const retryRefund = (before: Return, now: Date): ReturnStep =>
  stepOf(changed(before, { refundStatus: 'PENDING', refundAttempt: before.refundAttempt + 1 }, now), 'refund_retried');

/** Ends a refund that failed, and with it the return. */
export function endRefund(before: Return, order: Order, { reason, now }: { reason: string; now: Date }): ReturnStep {
  const ended = { refundedMinor: 0n, refundStatus: 'ENDED', refundEndReason: reason } as const;
  if (before.status !== 'RECEIVED') return stepOf(changed(before, ended, now), 'refund_ended', { reason });
  const after = moveReturn(before, 'REFUNDED', now, ended);
  return stepOf(after, 'refund_ended', { order: moveOrder(order, statusAfter(order), now, 'refund ended'), reason });
}

/** True for a cancelled return whose goods can still be received. Of an order that came back as a whole nothing is left to come. */
const isLate = ({ status, lateUntil }: Return, order: Order, now: Date): boolean =>
  status === 'CANCELLED' && lateUntil !== null && now < lateUntil && order.status !== 'RETURNED';

/** The refusal of goods that came back late, or null: another case of the order is open, or other returns have these pieces. */
function forbidsLate(
  order: Order,
  lines: readonly ReturnLine[],
  openCaseId: string | null,
): CaseOpen | ReturnTooMany | null {
  if (lines.every((line) => piecesBack(line) === 0)) {
    throw badUserInput('At least one piece must have come back: the return is cancelled already.', 'lines');
  }
  if (openCaseId !== null) return caseOpen(openCaseId);
  for (const line of lines) {
    const kept = keptPieces(order.lines.find(({ id }) => id === line.lineId)!);
    if (piecesBack(line) > kept) return returnTooMany(line.lineId, kept);
  }
  return null;
}

/**
 * `APPROVED | IN_TRANSIT → RECEIVED`, with the restock and the refund to follow. Without a refund the return ends. A cancelled return
 * whose goods came late is open again, and its order RETURN_REQUESTED. Null for a repeat.
 */
export function receiveReturn(
  before: Return,
  order: Order,
  facts: { received: readonly ReceivedPieces[]; earlier: EarlierRefunds; openCaseId: string | null; now: Date },
): ReturnStep | WrongReturnStatus | CaseOpen | ReturnTooMany | null {
  const { received, earlier, openCaseId, now } = facts;
  const lines = receiveLines(before, received);
  const isDone = before.status === 'RECEIVED' || before.status === 'REFUNDED';
  if (isDone && isSame(before.lines, lines)) return null;
  const late = isLate(before, order, now);
  if (!mayBecome(before, 'RECEIVED') || (before.status === 'CANCELLED' && !late)) {
    return refuseStatus(before, 'APPROVED or IN_TRANSIT');
  }
  const refusal = late ? forbidsLate(order, lines, openCaseId) : null;
  if (refusal) return refusal;
  const { refundMinor, deliveryMinor } = refundFor(order, { lines }, earlier);
  const refundStatus = refundMinor > 0n ? 'PENDING' : 'NONE';
  const refundOf = { refundMinor, refundDeliveryMinor: deliveryMinor, refundStatus } as const;
  const after = moveReturn(before, 'RECEIVED', now, { lines, ...refundOf });
  const about = { orderId: order.id, reference: before.id, reason: `return ${before.number}` };
  const restock: NewTask[] = lines.some(({ resalable }) => resalable! > 0)
    ? [{ ...about, kind: 'RESTOCK', amountMinor: null }]
    : [];
  const refund: NewTask[] =
    refundMinor > 0n ? [{ ...about, kind: 'REFUND', amountMinor: refundMinor, deliveryMinor, cause: 'RETURN' }] : [];
  return stepOf(after, 'received', {
    tasks: [...restock, ...refund],
    order: late ? moveOrder(order, 'RETURN_REQUESTED', now, 'the goods came back late') : null,
  });
}
