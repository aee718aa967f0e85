import { forbidden } from '@soko/errors';
import { inTransaction, type Queryable } from '@soko/postgres';
import type { OrdersContext } from '../../context.ts';
import { changeDispute, type Dispute, isOpen } from '../../domain/disputes/dispute.ts';
import { disputeEvent, readyEvent } from '../../domain/disputes/dispute-events.ts';
import {
  type NoChargeback,
  noChargeback,
  type WrongDisputeStatus,
  wrongDisputeStatus,
} from '../../domain/disputes/refusals.ts';
import type { OrdersServices } from '../../services.ts';
import { addTask } from '../../store/disputes/add-task.ts';
import { hasAnswer } from '../../store/disputes/messages.ts';
import type { EventTrail } from '@soko/events';
import { runTasks } from '../run-tasks.ts';
import { lockDispute, saveDisputeChange } from './change-in-order.ts';
import { loadDisputeOfParty } from './dispute-party.ts';
import { loadSaved } from './load-saved.ts';

type Refusal = NoChargeback | WrongDisputeStatus;

/** Why nothing can be sent to the bank, or null. */
function forbidsAnswering(dispute: Dispute): Refusal | null {
  const { kind, status, acceptedAt } = dispute;
  if (kind !== 'CHARGEBACK') return noChargeback();
  if (!isOpen(dispute)) return wrongDisputeStatus(status, 'The bank has decided this chargeback.');
  return acceptedAt === null ? null : wrongDisputeStatus(status, 'This chargeback was accepted.');
}

const taskOf = ({ id, orderId, number }: Dispute, kind: 'EVIDENCE' | 'ACCEPT') => ({
  orderId,
  kind,
  amountMinor: null,
  reason: `Dispute ${number}`,
  reference: id,
});

/** Has the evidence of a locked chargeback submitted, once. Within the caller's transaction. */
export async function submitOnce(tx: Queryable, dispute: Dispute, trail: EventTrail): Promise<Refusal | null> {
  const refusal = forbidsAnswering(dispute);
  if (refusal || dispute.evidenceSubmittedAt !== null) return refusal;
  if (!(await hasAnswer(tx, dispute.id))) {
    return wrongDisputeStatus(dispute.status, 'Say first what speaks against the chargeback: `replyToDispute`.');
  }
  const at = trail.now();
  const change = changeDispute(dispute, { status: 'READY_FOR_DECISION', evidenceSubmittedAt: at }, at);
  await addTask(tx, taskOf(dispute, 'EVIDENCE'), trail);
  await saveDisputeChange(tx, change, [readyEvent(change.after, 'EVIDENCE', trail)], trail);
  return null;
}

async function acceptOnce(tx: Queryable, dispute: Dispute, trail: EventTrail): Promise<Refusal | null> {
  if (dispute.acceptedAt !== null && dispute.kind === 'CHARGEBACK') return null;
  const refusal = forbidsAnswering(dispute);
  if (refusal) return refusal;
  const at = trail.now();
  const change = changeDispute(dispute, { acceptedAt: at }, at);
  await addTask(tx, taskOf(dispute, 'ACCEPT'), trail);
  await saveDisputeChange(tx, change, [disputeEvent('accepted', change.after, trail)], trail);
  return null;
}

/** Runs the tasks of an order now. What fails is repeated. */
export async function runTasksNow(services: OrdersServices, orderId: string): Promise<void> {
  await runTasks(services, [orderId]).catch((error: unknown) => {
    services.log.warn({ err: error, orderId }, 'the work after a change of a dispute was interrupted; retrying');
  });
}

async function answerBank(
  context: OrdersContext,
  input: { disputeId: string },
  answer: typeof submitOnce,
): Promise<Dispute | Refusal> {
  const { pool, trail } = context;
  const { dispute: found, relations } = await loadDisputeOfParty(context, input);
  if (!relations.has('SELLER') && !relations.has('SUPPORT')) {
    throw forbidden('Only the seller and support answer the bank.');
  }
  const refusal = await inTransaction(pool, async (tx) => answer(tx, (await lockDispute(tx, found)).dispute, trail));
  if (refusal !== null) return refusal;
  await runTasksNow(context, found.orderId);
  return loadSaved(context, found.id);
}

/** Sends what speaks against a chargeback to the bank, by the seller or support. The bank takes it once. */
export const submitEvidence = (context: OrdersContext, input: { disputeId: string }): Promise<Dispute | Refusal> =>
  answerBank(context, input, submitOnce);

/** Accepts a chargeback, by the seller or support: the bank takes the money back. */
export const acceptChargeback = (context: OrdersContext, input: { disputeId: string }): Promise<Dispute | Refusal> =>
  answerBank(context, input, acceptOnce);
