import type { EventTrail } from '@soko/events';
import { inTransaction } from '@soko/postgres';
import { workOnRows } from '@soko/subgraph';
import { changeDispute } from '../../domain/disputes/dispute.ts';
import { readyEvent } from '../../domain/disputes/dispute-events.ts';
import { newCorrelationId } from '../../peers/ask.ts';
import type { OrdersServices } from '../../services.ts';
import { findOverdue, findUnsubmitted } from '../../store/disputes/disputes.ts';
import { submitOnce } from './answer-bank.ts';
import { lockDispute, saveDisputeChange } from './change-in-order.ts';

type Services = Pick<OrdersServices, 'pool' | 'now'>;

/** Time before the bank's deadline at which evidence is submitted by itself, in milliseconds. */
const submitAheadMs = 86_400_000;

const batch = 100;

const trailOfJob = ({ now }: Services): EventTrail => ({
  correlationId: newCorrelationId(),
  causationId: null,
  actor: { kind: 'service', id: 'orders' },
  now,
});

/** `READY_FOR_DECISION` for one dispute whose time to answer is over, unless it was answered meanwhile. */
async function endWaitingOf(services: Services, row: { id: string; orderId: string }): Promise<void> {
  const { pool, now } = services;
  const trail = trailOfJob(services);
  await inTransaction(pool, async (tx) => {
    const { dispute } = await lockDispute(tx, row);
    const isWaiting = dispute.status === 'OPEN' || dispute.status === 'ANSWERED';
    if (!isWaiting || dispute.answerDueAt > now()) return;
    const change = changeDispute(dispute, { status: 'READY_FOR_DECISION' }, now());
    await saveDisputeChange(tx, change, [readyEvent(change.after, 'DEADLINE', trail)], trail);
  });
}

/**
 * Job: disputes whose time to answer is over wait for support, and what sellers said against chargebacks goes to the bank before its
 * deadline.
 */
export async function endWaiting(services: Services): Promise<void> {
  const { pool, now } = services;
  const soon = () => new Date(now().getTime() + submitAheadMs);
  await workOnRows({
    batch,
    find: (limit, except) => findUnsubmitted(pool, { before: soon(), limit, except }),
    keyOf: ({ id }) => id,
    work: (row) =>
      inTransaction(pool, async (tx) => {
        await submitOnce(tx, (await lockDispute(tx, row)).dispute, trailOfJob(services));
      }),
  });
  await workOnRows({
    batch,
    find: (limit, except) => findOverdue(pool, { now: now(), limit, except }),
    keyOf: ({ id }) => id,
    work: (row) => endWaitingOf(services, row),
  });
}
