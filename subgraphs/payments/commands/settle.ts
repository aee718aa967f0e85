import type { EventTrail } from '@soko/events';
import { newId } from '@soko/ids';
import { applyProviderPayment, type PaymentChange } from '../domain/apply-provider-payment.ts';
import { applyReauthorization } from '../domain/apply-reauthorization.ts';
import { applyProviderRefund } from '../domain/apply-provider-refund.ts';
import type { Payment } from '../domain/payment.ts';
import type { ProviderCall } from '../domain/provider-call.ts';
import type { Refund } from '../domain/refund.ts';
import type { PaymentsServices } from '../services.ts';
import { providerFor } from '../services.ts';
import { endCall } from '../store/calls.ts';
import { findPayments } from '../store/find-payments.ts';
import { findRefund } from '../store/refunds.ts';
import { type EndedCall, savePayments, type ToSave } from '../store/save-payments.ts';
import { uniqueViolation } from '../store/unique-violation.ts';
import { failed, knownPayment, type ProviderAnswer } from './ask-provider.ts';

/** What an answer makes of its payment. */
interface Settlement {
  change: PaymentChange | null;
  refund: Refund | null;
}

/** A buyer who has been handed the way to a payment that then failed must not be able to finish it. */
export function callsAfter({ before, after }: PaymentChange): ProviderCall[] {
  if (after.status !== 'FAILED' || before.status !== 'REQUIRES_ACTION') return [];
  const { id: paymentId, correlationId } = after;
  return [
    {
      id: newId('pcl'),
      paymentId,
      kind: 'VOID',
      amountMinor: null,
      reason: 'The payment failed.',
      refundId: null,
      generation: after.generation,
      sealed: null,
      status: 'PENDING',
      attempts: 0,
      lastError: null,
      correlationId,
    },
  ];
}

async function settlementOf(
  services: PaymentsServices,
  answer: ProviderAnswer,
  trail: EventTrail,
): Promise<Settlement> {
  const { payment, call, seen } = answer;
  const { look } = services.settings;
  if (seen.kind === 'payment' && call.kind === 'REAUTHORIZE') {
    const change = applyReauthorization(payment, seen.payment, call.generation, trail, look);
    return { change, refund: null };
  }
  if (seen.kind === 'payment') {
    const asked = call.kind === 'VOID' ? { ...payment, endReason: call.reason } : payment;
    const change = applyProviderPayment(asked, seen.payment, trail, look);
    return { change: change && { ...change, before: payment }, refund: null };
  }
  const refund = call.refundId === null ? null : await findRefund(services.pool, call.refundId);
  const applied = refund && applyProviderRefund(payment, refund, seen.refund, trail, look);
  return { change: applied?.change ?? null, refund: applied?.refund ?? null };
}

const endOf = ({ call, status, error }: ProviderAnswer): EndedCall => ({
  id: call.id,
  paymentId: call.paymentId,
  status,
  lastError: error?.slice(0, 500) ?? null,
});

/** How often a payment may change under a settlement before somebody has to look. */
const mostRounds = 20;

/**
 * Saves what providers answered: all that can be in one statement; what changed meanwhile is asked about again. Answers
 * the payments as they are then, in the order of `answers`.
 */
export async function settle(
  services: PaymentsServices,
  answers: readonly ProviderAnswer[],
  trail: EventTrail,
): Promise<Payment[]> {
  const settled = new Map<string, Payment>();
  let open = [...answers];
  for (let round = 0; open.length > 0; round += 1) {
    if (round === mostRounds) throw new Error(`${open[0]!.payment.id} does not come to rest.`);
    if (round > 0) open = await anew(services, open);
    open = await saveRound(services, open, trail, settled);
  }
  return answers.map(({ payment }) => settled.get(payment.id) ?? payment);
}

async function saveRound(
  services: PaymentsServices,
  answers: readonly ProviderAnswer[],
  trail: EventTrail,
  settled: Map<string, Payment>,
): Promise<ProviderAnswer[]> {
  const found = await Promise.all(
    answers.map(async (answer) => ({ answer, ...(await settlementOf(services, answer, trail)) })),
  );
  const changed = found.filter((each): each is typeof each & { change: PaymentChange } => each.change !== null);
  const changes = changed.map(({ change }) => change);
  const toSave = {
    changes,
    ended: changed.map(({ answer }) => endOf(answer)),
    calls: changes.flatMap(callsAfter),
    refunds: changed.flatMap(({ refund }) => (refund === null ? [] : [refund])),
  };
  const saved = await trySaving(services, toSave, trail);
  if (saved === 'reference taken') return apart(services, answers, trail, settled);
  for (const { change } of changed) if (saved.has(change.after.id)) settled.set(change.after.id, change.after);
  for (const { answer, change } of found) {
    if (change !== null) continue;
    const { id, status, lastError } = endOf(answer);
    await endCall(services.pool, id, status, lastError, trail.now());
    settled.set(answer.payment.id, answer.payment);
  }
  return changed.filter(({ change }) => !saved.has(change.after.id)).map(({ answer }) => answer);
}

/** Two payments cannot have one and the same thing at a provider, such as a token that a buyer brings twice. */
async function trySaving(services: PaymentsServices, toSave: ToSave, trail: EventTrail) {
  if (toSave.changes.length === 0) return new Set<string>();
  try {
    return await savePayments(services.pool, toSave, trail.now());
  } catch (error) {
    if (uniqueViolation(error) !== 'payment_provider_provider_ref_key') throw error;
    return 'reference taken';
  }
}

/** One by one, so that only the payment that came late is refused. */
async function apart(
  services: PaymentsServices,
  answers: readonly ProviderAnswer[],
  trail: EventTrail,
  settled: Map<string, Payment>,
): Promise<ProviderAnswer[]> {
  if (answers.length === 1) return saveRound(services, answers.map(refusedAsUsed), trail, settled);
  const left: ProviderAnswer[] = [];
  for (const answer of answers) left.push(...(await saveRound(services, [answer], trail, settled)));
  return left;
}

const refusedAsUsed = (answer: ProviderAnswer): ProviderAnswer => ({
  ...answer,
  seen: { kind: 'payment', payment: failed('token_used', 'This token pays for another order already.') },
});

/** Answers about payments that have changed meanwhile: an old answer must not undo newer news. */
const anew = (services: PaymentsServices, answers: readonly ProviderAnswer[]): Promise<ProviderAnswer[]> =>
  Promise.all(
    answers.map(async (answer) => {
      const payment = (await findPayments(services.pool, [answer.payment.id])).get(answer.payment.id) ?? answer.payment;
      // What a new authorisation came to is about another thing at the provider than the one the payment names.
      const asItWas = answer.seen.kind === 'refund' || answer.call.kind === 'REAUTHORIZE';
      if (asItWas || payment.providerRef === null) return { ...answer, payment };
      const seen = await providerFor(services, payment).fetch(knownPayment(payment));
      return { ...answer, payment, seen: { kind: 'payment' as const, payment: seen } };
    }),
  );
