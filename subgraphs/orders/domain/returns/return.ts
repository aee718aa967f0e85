import type { Actor } from '@soko/events';
import type { CaseRefundStatus } from '../case-refund.ts';

export const returnStatuses = [
  'REQUESTED',
  'APPROVED',
  'DECLINED',
  'CANCELLED',
  'IN_TRANSIT',
  'RECEIVED',
  'REFUNDED',
] as const;
export type ReturnStatus = (typeof returnStatuses)[number];

/**
 * The state machine of returns. Goods may come back without a word: then nobody recorded that they were sent. They may also come back
 * late, after the return was cancelled because nothing was sent or the parcel was lost.
 */
export const returnArrows: Readonly<Record<ReturnStatus, readonly ReturnStatus[]>> = {
  REQUESTED: ['APPROVED', 'DECLINED', 'CANCELLED'],
  APPROVED: ['IN_TRANSIT', 'RECEIVED', 'CANCELLED'],
  IN_TRANSIT: ['RECEIVED', 'CANCELLED'],
  RECEIVED: ['REFUNDED'],
  DECLINED: [],
  CANCELLED: ['RECEIVED'],
  REFUNDED: [],
};

const endings: ReadonlySet<ReturnStatus> = new Set(['DECLINED', 'CANCELLED', 'REFUNDED']);

/** True for a return that has ended. */
export const isEnd = (status: ReturnStatus): boolean => endings.has(status);

export const openReturnStatuses = returnStatuses.filter((status) => !isEnd(status));

export const returnReasons = ['CHANGED_MIND', 'DEFECTIVE', 'WRONG_ITEM', 'NOT_AS_DESCRIBED', 'DAMAGED'] as const;
export type ReturnReason = (typeof returnReasons)[number];

/** The buyer did not get what they bought: the price of the delivery is refunded as well. */
export const isSellersFault = ({ reason }: { reason: ReturnReason }): boolean => reason !== 'CHANGED_MIND';

/** Pieces of a line that are sent back. */
export interface ReturnLine {
  lineId: string;
  quantity: number;
  reason: ReturnReason;
  /** Pieces that came back and can be sold again. Null before the goods came back. */
  resalable: number | null;
  /** Pieces that came back and cannot be sold. */
  damaged: number | null;
}

/** A variant that the buyer wants instead. */
export interface WantedVariant {
  variantId: string;
  quantity: number;
}

/** Goods of one order that its buyer sends back. */
export interface Return {
  id: string;
  orderId: string;
  number: string;
  sellerId: string;
  /** Null for a guest. */
  buyerId: string | null;
  currency: string;
  status: ReturnStatus;
  /** Words of the buyer. */
  note: string;
  declineReason: string | null;
  instructions: string | null;
  trackingNumber: string | null;
  buyerPaysReturn: boolean;
  lines: readonly ReturnLine[];
  exchangeFor: readonly WantedVariant[];
  /** To be refunded, and the part of it that is delivery. Null before the goods came back. */
  refundMinor: bigint | null;
  refundDeliveryMinor: bigint | null;
  refundedMinor: bigint | null;
  refundStatus: CaseRefundStatus;
  /** Attempt to refund, from 1. */
  refundAttempt: number;
  /** Reason of support for ending a refund that failed. */
  refundEndReason: string | null;
  decisionDueAt: Date;
  sendDueAt: Date | null;
  /** Time until which a parcel of a cancelled return can still be received. Null for others, and where nothing can be under way. */
  lateUntil: Date | null;
  version: number;
  createdAt: Date;
  updatedAt: Date;
  closedAt: Date | null;
}

export interface ReturnHistoryEntry {
  returnId: string;
  at: Date;
  from: ReturnStatus | null;
  to: ReturnStatus;
  actor: Actor;
  reason: string | null;
}

/** How long things about returns take. */
export interface ReturnTimes {
  /** Days after the delivery in which goods are sent back, without a policy of their category. */
  days: number;
  /** Time until a return that nobody decided about is approved, in milliseconds. */
  decisionMs: number;
  /** Time until an approved return that nothing was sent for is cancelled, in milliseconds. */
  sendMs: number;
}

/** Pieces that came back. */
export const piecesBack = ({ resalable, damaged }: Pick<ReturnLine, 'resalable' | 'damaged'>): number =>
  (resalable ?? 0) + (damaged ?? 0);
