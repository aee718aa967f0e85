import { requireRole } from '@soko/auth';
import { badUserInput, forbidden } from '@soko/errors';
import { readPositiveMoney, readText, requireChargeable, type WrittenMoney } from '@soko/input';
import { inTransaction } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { OrdersContext } from '../../context.ts';
import { decideDispute, type Decision } from '../../domain/disputes/decide-dispute.ts';
import type { Dispute, DisputeOutcome } from '../../domain/disputes/dispute.ts';
import { resolvedEvent } from '../../domain/disputes/dispute-events.ts';
import { mayDecide } from '../../domain/disputes/sides.ts';
import { findEarlierRefunds } from '../../store/earlier-refunds.ts';
import { addTask } from '../../store/disputes/add-task.ts';
import { runTasksNow } from './answer-bank.ts';
import { lockDispute, saveDisputeChange } from './change-in-order.ts';
import { loadDisputeOfParty } from './dispute-party.ts';
import { loadSaved } from './load-saved.ts';

export interface ResolveDisputeInput {
  disputeId: string;
  outcome: DisputeOutcome;
  refundAmount?: WrittenMoney | null | undefined;
  refundDelivery?: boolean | undefined;
  reason: string;
}

function readDecision(input: ResolveDisputeInput, { currency }: Dispute): Decision {
  const { outcome, refundDelivery = false } = input;
  const reason = readText(input.reason, 'reason', { min: 3, max: 1_000 });
  const goods = input.refundAmount == null ? null : readPositiveMoney(input.refundAmount, 'refundAmount.amount');
  if (goods !== null && goods.currency !== currency) {
    throw badUserInput(`The currency must be ${currency}, that of the order.`, 'refundAmount.currency');
  }
  const goodsMinor = goods && requireChargeable(goods, 'refundAmount.amount').amountMinor;
  return { outcome, refundDelivery, reason, goodsMinor };
}

const refundTask = ({ id, orderId, number, refundMinor, refundDeliveryMinor }: Dispute) => ({
  orderId,
  kind: 'REFUND' as const,
  amountMinor: refundMinor,
  deliveryMinor: refundDeliveryMinor,
  cause: 'DISPUTE' as const,
  reason: `Dispute ${number}`,
  reference: id,
});

/** Decides a dispute, by support. A refund is made afterwards, and is repeated until payments has answered. */
export async function resolveDispute(context: OrdersContext, input: ResolveDisputeInput) {
  const { pool, viewer, trail, now } = context;
  requireRole(viewer, 'SUPPORT');
  const found = await loadDisputeOfParty(context, input);
  if (!mayDecide(found.relations)) throw forbidden('A dispute in which you bought or sold is decided by other staff.');
  const decision = readDecision(input, found.dispute);
  const refusal = await inTransaction(pool, async (tx) => {
    const { order, dispute } = await lockDispute(tx, found.dispute);
    const earlier = await findEarlierRefunds(tx, order, dispute.id);
    const change = decideDispute(dispute, { order, earlier }, decision, now());
    if (change === null || isRefusal(change)) return change;
    if (change.after.refundStatus === 'PENDING') await addTask(tx, refundTask(change.after), trail);
    await saveDisputeChange(tx, change, [resolvedEvent(change.after, order, trail)], trail);
    return null;
  });
  if (refusal !== null) return refusal;
  await runTasksNow(context, found.order.id);
  return loadSaved(context, found.dispute.id);
}
