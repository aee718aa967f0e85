import type { EarlierRefunds } from '../earlier-refunds.ts';
import type { Order, OrderLine } from '../order.ts';
import type { CaseOpen, WrongOrderStatus } from '../refusals.ts';
import { caseOpen, wrongOrderStatus } from '../refusals.ts';
import { type NotReturnable, notReturnable, type ReturnTooMany, returnTooMany } from './refusals.ts';
import { endOfWindow, policyFor, type ReturnPolicy } from './return-policy.ts';
import type { Return, ReturnReason, ReturnTimes, WantedVariant } from './return.ts';

/** Pieces of a line that a buyer wants to send back. */
export interface WantedReturn {
  lineId: string;
  quantity: number;
  reason: ReturnReason;
}

export interface ReturnFacts {
  /** Time at which the order was fulfilled. Null before that. */
  deliveredAt: Date | null;
  policies: readonly ReturnPolicy[];
  /** The open return or dispute of the order. */
  openCaseId: string | null;
  earlier: EarlierRefunds;
  now: Date;
  times: Pick<ReturnTimes, 'days'>;
}

/** Pieces of a line that the buyer has and did not send back. */
export const keptPieces = ({ packedQuantity, quantity, returnedQuantity }: OrderLine): number =>
  (packedQuantity ?? quantity) - returnedQuantity;

/** Until when a line can be sent back, and how many pieces of it. Null for goods that are not returned at all. */
export function returnableUntil(
  line: OrderLine,
  { deliveredAt, policies, times }: Pick<ReturnFacts, 'deliveredAt' | 'policies' | 'times'>,
): Date | null {
  const policy = policyFor(policies, line.categoryId, times.days);
  return line.type !== 'PHYSICAL' || deliveredAt === null || policy.days === 0
    ? null
    : endOfWindow(deliveredAt, policy);
}

/** The refusal for a line, or null. */
function forbidsLine(
  line: OrderLine,
  { quantity }: WantedReturn,
  facts: ReturnFacts,
): NotReturnable | ReturnTooMany | null {
  if (line.type !== 'PHYSICAL') return notReturnable('DIGITAL_GOODS', line.id);
  const until = returnableUntil(line, facts);
  if (until === null) return notReturnable('EXCLUDED_CATEGORY', line.id);
  if (until <= facts.now) return notReturnable('WINDOW_CLOSED', line.id, until);
  // What a dispute refunded in full, the buyer keeps.
  const kept = keptPieces(line) - facts.earlier.lines.get(line.id)!.kept;
  return quantity > kept ? returnTooMany(line.id, kept) : null;
}

/** The refusal for a return, or null. The lines must be of the order. */
export function forbidsReturn(
  order: Order,
  wanted: readonly WantedReturn[],
  facts: ReturnFacts,
): WrongOrderStatus | CaseOpen | NotReturnable | ReturnTooMany | null {
  if (facts.openCaseId !== null) return caseOpen(facts.openCaseId);
  if (order.status !== 'FULFILLED') {
    return wrongOrderStatus(
      order.status,
      `The goods of an order with status ${order.status} cannot be returned; its status must be FULFILLED.`,
    );
  }
  if (order.paymentStatus === 'REFUNDED' || order.paymentStatus === 'CHARGED_BACK') {
    return notReturnable('ALREADY_REFUNDED', wanted[0]!.lineId);
  }
  for (const each of wanted) {
    const line = order.lines.find(({ id }) => id === each.lineId)!;
    const refusal = forbidsLine(line, each, facts);
    if (refusal) return refusal;
  }
  return null;
}

/** The buyer pays for sending the goods back only if every reason is theirs and the policies say so. */
function buyerPays(order: Order, wanted: readonly WantedReturn[], { policies, times }: ReturnFacts): boolean {
  return wanted.every(({ lineId, reason }) => {
    const { categoryId } = order.lines.find(({ id }) => id === lineId)!;
    return reason === 'CHANGED_MIND' && policyFor(policies, categoryId, times.days).buyerPaysReturn;
  });
}

/** A new return of an order. `count` is the number of earlier ones. */
export function newReturn(
  order: Order,
  wanted: readonly WantedReturn[],
  facts: ReturnFacts,
  more: { id: string; count: number; note: string; exchangeFor: readonly WantedVariant[]; decisionMs: number },
): Return {
  const { now } = facts;
  return {
    id: more.id,
    orderId: order.id,
    number: `${order.number}-R${more.count + 1}`,
    sellerId: order.sellerId,
    buyerId: order.buyerId,
    currency: order.currency,
    status: 'REQUESTED',
    note: more.note,
    declineReason: null,
    instructions: null,
    trackingNumber: null,
    buyerPaysReturn: buyerPays(order, wanted, facts),
    lines: wanted.map((each) => ({ ...each, resalable: null, damaged: null })),
    exchangeFor: more.exchangeFor,
    refundMinor: null,
    refundDeliveryMinor: null,
    refundedMinor: null,
    refundStatus: 'NONE',
    refundAttempt: 1,
    refundEndReason: null,
    decisionDueAt: new Date(now.getTime() + more.decisionMs),
    sendDueAt: null,
    lateUntil: null,
    version: 1,
    createdAt: now,
    updatedAt: now,
    closedAt: null,
  };
}
