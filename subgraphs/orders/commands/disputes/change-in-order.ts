import type { Envelope, EventTrail } from '@soko/events';
import { tell } from '@soko/outbox';
import type { Queryable } from '@soko/postgres';
import type { DisputeChange } from '../../domain/disputes/dispute.ts';
import { findDisputes, saveDispute } from '../../store/disputes/disputes.ts';
import { addDisputeHistory } from '../../store/disputes/messages.ts';
import { lockOrder } from '../../store/cases.ts';

/** Locks the order of a dispute and reads the dispute afterwards: all changes of the cases of an order wait here for each other. */
export async function lockDispute(tx: Queryable, { id, orderId }: { id: string; orderId: string }) {
  const order = await lockOrder(tx, orderId);
  const [dispute] = await findDisputes(tx, [id]);
  if (order === null || dispute === undefined) throw new Error(`Dispute ${id} does not exist any more.`);
  return { order, dispute };
}

/** Saves a change of a dispute with its history and its events. */
export async function saveDisputeChange(
  tx: Queryable,
  change: DisputeChange,
  events: readonly Envelope[],
  { actor }: Pick<EventTrail, 'actor'>,
): Promise<void> {
  const { before, after } = change;
  await saveDispute(tx, change);
  if (before.status !== after.status) {
    const entry = { disputeId: after.id, at: after.updatedAt, from: before.status, to: after.status, actor };
    await addDisputeHistory(tx, entry);
  }
  await tell(tx, events);
}
