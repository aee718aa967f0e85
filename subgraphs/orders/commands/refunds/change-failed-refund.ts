import { requireRole } from '@soko/auth';
import { forbidden, notFound } from '@soko/errors';
import { isId } from '@soko/ids';
import { inTransaction, type Queryable } from '@soko/postgres';
import type { OrdersContext } from '../../context.ts';
import type { RefundNotFailed } from '../../domain/case-refund-refusals.ts';
import type { Dispute } from '../../domain/disputes/dispute.ts';
import { mayDecide } from '../../domain/disputes/sides.ts';
import { relationsTo } from '../../domain/may-see.ts';
import type { Order } from '../../domain/order.ts';
import type { Return } from '../../domain/returns/return.ts';
import { lockOrder } from '../../store/cases.ts';
import { findDisputes } from '../../store/disputes/disputes.ts';
import { findReturns } from '../../store/returns/find-returns.ts';
import { runTasksNow } from '../disputes/answer-bank.ts';
import { forgetOrder } from '../returns/change-return.ts';

/** A return or a dispute that was refunded, or was to be. */
export type RefundedCase = { kind: 'RETURN'; found: Return } | { kind: 'DISPUTE'; found: Dispute };

/** A decision about a failed refund, saved in `tx`, which has locked the order. A refusal saves nothing. */
export type ChangeRefund = (tx: Queryable, refunded: RefundedCase, order: Order) => Promise<RefundNotFailed | null>;

async function findCase(db: Queryable, caseId: string): Promise<RefundedCase | null> {
  if (isId('ret', caseId)) {
    const [found] = await findReturns(db, [caseId]);
    return found ? { kind: 'RETURN', found } : null;
  }
  const [found] = await findDisputes(db, [caseId]);
  return found ? { kind: 'DISPUTE', found } : null;
}

/**
 * Changes the failed refund of a return or a dispute, by support who neither bought nor sold. The work that follows begins at once.
 * Throws NOT_FOUND for an unknown case.
 */
export async function changeFailedRefund(
  context: OrdersContext,
  caseId: string,
  change: ChangeRefund,
): Promise<RefundedCase | RefundNotFailed> {
  const { pool, viewer } = context;
  requireRole(viewer, 'SUPPORT');
  const known = await findCase(pool, caseId);
  if (known === null) throw notFound('The case');
  const { orderId } = known.found;
  const relations = relationsTo(viewer, { ...known.found, isOpened: false }, await context.sellerIds());
  if (!mayDecide(relations))
    throw forbidden('The refund of an order that you bought or sold is decided by other staff.');
  const refusal = await inTransaction(pool, async (tx) => {
    const order = await lockOrder(tx, orderId);
    const locked = await findCase(tx, caseId);
    if (order === null || locked === null) throw notFound('The case');
    return change(tx, locked, order);
  });
  if (refusal !== null) return refusal;
  await runTasksNow(context, orderId);
  forgetOrder(context, orderId);
  return (await findCase(pool, caseId))!;
}
