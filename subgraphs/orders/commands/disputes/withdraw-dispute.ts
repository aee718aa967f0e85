import { notFound } from '@soko/errors';
import { inTransaction } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { OrdersContext } from '../../context.ts';
import { changeDispute, isOpen } from '../../domain/disputes/dispute.ts';
import { disputeEvent } from '../../domain/disputes/dispute-events.ts';
import { bankDecides, wrongDisputeStatus } from '../../domain/disputes/refusals.ts';
import { isBuyer } from '../../domain/may-see.ts';
import { lockDispute, saveDisputeChange } from './change-in-order.ts';
import { loadDisputeOfParty } from './dispute-party.ts';
import { loadSaved } from './load-saved.ts';

/** Ends a dispute by its buyer, who asks for nothing any more. A repeat changes nothing. */
export async function withdrawDispute(
  context: OrdersContext,
  input: { disputeId: string; token?: string | null | undefined },
) {
  const { pool, viewer, trail, now } = context;
  const found = await loadDisputeOfParty(context, input);
  if (!isBuyer(viewer, found.order)) throw notFound('The dispute');
  const refusal = await inTransaction(pool, async (tx) => {
    const { dispute } = await lockDispute(tx, found.dispute);
    const { status, kind, answerDueAt } = dispute;
    if (status === 'WITHDRAWN') return null;
    if (!isOpen(dispute)) return wrongDisputeStatus(status, 'This dispute has been decided.');
    if (kind === 'CHARGEBACK') return bankDecides(answerDueAt);
    const change = changeDispute(dispute, { status: 'WITHDRAWN' }, now());
    await saveDisputeChange(tx, change, [disputeEvent('withdrawn', change.after, trail)], trail);
    return null;
  });
  return refusal !== null && isRefusal(refusal) ? refusal : loadSaved(context, found.dispute.id);
}
