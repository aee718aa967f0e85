import type { CaseRefundStatus } from '../case-refund.ts';
import type { PartyOfOrder } from '../may-see.ts';

export const disputeStatuses = ['OPEN', 'ANSWERED', 'READY_FOR_DECISION', 'RESOLVED', 'WITHDRAWN'] as const;
export type DisputeStatus = (typeof disputeStatuses)[number];

/** The state machine: the statuses that can follow each status. */
export const disputeArrows: Readonly<Record<DisputeStatus, readonly DisputeStatus[]>> = {
  OPEN: ['ANSWERED', 'READY_FOR_DECISION', 'RESOLVED', 'WITHDRAWN'],
  ANSWERED: ['READY_FOR_DECISION', 'RESOLVED', 'WITHDRAWN'],
  READY_FOR_DECISION: ['RESOLVED', 'WITHDRAWN'],
  RESOLVED: [],
  WITHDRAWN: [],
};

export const openStatuses: readonly DisputeStatus[] = disputeStatuses.filter(
  (status) => disputeArrows[status].length > 0,
);

export const isOpen = ({ status }: { status: DisputeStatus }): boolean => openStatuses.includes(status);

/** `CHARGEBACK`: the buyer asked their bank for the money, and the bank decides. */
export type DisputeKind = 'BUYER' | 'CHARGEBACK';

export type DisputeReason = 'NOT_RECEIVED' | 'NOT_AS_DESCRIBED' | 'OTHER';

export type DisputeOutcome = 'BUYER' | 'SELLER' | 'SPLIT';

/** A party of a dispute. */
export type Side = PartyOfOrder;

export interface DisputedLine {
  lineId: string;
  quantity: number;
}

/** Amounts are in minor units of `currency`. */
export interface Dispute {
  id: string;
  number: string;
  orderId: string;
  orderNumber: string;
  kind: DisputeKind;
  reason: DisputeReason;
  status: DisputeStatus;
  sellerId: string;
  /** Null for a guest. */
  buyerId: string | null;
  currency: string;
  /** Paid price of the goods in dispute, without delivery. */
  amountMinor: bigint;
  /** Empty for the whole order. */
  lines: readonly DisputedLine[];
  answerDueAt: Date;
  outcome: DisputeOutcome | null;
  decisionReason: string | null;
  /** What the decision refunds, delivery included. */
  refundMinor: bigint;
  refundDeliveryMinor: bigint;
  refundStatus: CaseRefundStatus;
  /** Attempt to refund, from 1. */
  refundAttempt: number;
  /** Reason of support for ending a refund that failed. */
  refundEndReason: string | null;
  /** Id of the dispute at the payment provider, and the reason that the bank gave. */
  bankRef: string | null;
  bankReason: string | null;
  evidenceSubmittedAt: Date | null;
  acceptedAt: Date | null;
  version: number;
  createdAt: Date;
  updatedAt: Date;
  closedAt: Date | null;
}

export interface DisputeMessage {
  id: string;
  disputeId: string;
  side: Side;
  /** Null for a guest. */
  authorId: string | null;
  /** Null after its author erased their account, and once it is old. */
  text: string | null;
  createdAt: Date;
}

/** A dispute before and after a decision. */
export interface DisputeChange {
  before: Dispute;
  after: Dispute;
}

/** A move that the state machine forbids. It means a bug in the code that decided it. */
export class IllegalDisputeMove extends Error {
  override readonly name = 'IllegalDisputeMove';
}

/** The dispute with some fields changed, one version later. Throws `IllegalDisputeMove` for a move that is forbidden. */
export function changeDispute(before: Dispute, changes: Partial<Dispute>, now: Date): DisputeChange {
  const to = changes.status ?? before.status;
  if (to !== before.status && !disputeArrows[before.status].includes(to)) {
    throw new IllegalDisputeMove(`${before.id} cannot move from ${before.status} to ${to}.`);
  }
  const ends = isOpen(before) && !isOpen({ status: to });
  const closedAt = ends ? now : before.closedAt;
  return { before, after: { ...before, ...changes, closedAt, version: before.version + 1, updatedAt: now } };
}

/** True while the money of the order stays out of payouts: until the end, and until the refund of the decision is made or ended. */
export const holdsMoney = (dispute: Pick<Dispute, 'status' | 'refundStatus'>): boolean =>
  isOpen(dispute) || dispute.refundStatus === 'PENDING' || dispute.refundStatus === 'FAILED';
