import type { EventTrail } from '@soko/events';
import { isUniqueViolation, storableText } from '@soko/postgres';
import { applyProviderPayment, type PaymentChange } from '../domain/apply-provider-payment.ts';
import { applyProviderRefund } from '../domain/apply-provider-refund.ts';
import { applyReauthorization } from '../domain/apply-reauthorization.ts';
import { followUpCalls } from '../domain/follow-up-calls.ts';
import type { Payment } from '../domain/payment.ts';
import type { Refund } from '../domain/refund.ts';
import { failedPayment } from '../domain/provider-payment.ts';
import { type PaymentsServices, providerFor } from '../services.ts';
import { endCall } from '../store/calls.ts';
import { findPayments } from '../store/find-payments.ts';
import { findRefund } from '../store/refunds.ts';
import { type EndedCall, savePayments, type ToSave } from '../store/save-payments.ts';
import { type CallResult, knownPayment } from './ask-provider.ts';

/** Maximum number of rounds in which a payment may be changed by other requests. */
export const maxRounds = 20;

/** The effect of a call's result on its payment and refund. */
interface Settlement {
  change: PaymentChange | null;
  refund: Refund | null;
}

async function settlementOf(services: PaymentsServices, result: CallResult, trail: EventTrail): Promise<Settlement> {
  const { payment, call, seen } = result;
  const { look } = services.settings;
  if (seen.kind === 'payment' && call.kind === 'REAUTHORIZE') {
    const change = applyReauthorization(payment, seen.payment, call.generation, trail, look);
    return { change, refund: null };
  }
  if (seen.kind === 'payment') {
    const requested = call.kind === 'VOID' ? { ...payment, endReason: call.reason } : payment;
    const change = applyProviderPayment(requested, seen.payment, trail, look);
    return { change: change && { ...change, before: payment }, refund: null };
  }
  const refund = call.refundId === null ? null : await findRefund(services.pool, call.refundId);
  const applied = refund && applyProviderRefund(payment, refund, seen.refund, trail, look);
  return { change: applied?.change ?? null, refund: applied?.refund ?? null };
}

const endOf = ({ call, status, error }: CallResult): EndedCall => ({
  id: call.id,
  paymentId: call.paymentId,
  status,
  lastError: error === null ? null : storableText(error, 500),
});

/**
 * Saves the results of provider calls, in one statement if possible. A payment that another request has changed is
 * fetched again. Returns the payments as saved, in the order of `results`.
 */
export async function settleCalls(
  services: PaymentsServices,
  results: readonly CallResult[],
  trail: EventTrail,
): Promise<Payment[]> {
  const settled = new Map<string, Payment>();
  let open = [...results];
  for (let round = 0; open.length > 0; round += 1) {
    if (round === maxRounds) {
      throw new Error(`Payment ${open[0]!.payment.id} kept changing; gave up after ${maxRounds} attempts.`);
    }
    if (round > 0) open = await refetchChanged(services, open);
    open = await saveRound(services, open, trail, settled);
  }
  return results.map(({ payment }) => settled.get(payment.id) ?? payment);
}

/** Saves what can be saved and adds it to `settled`. Returns the results whose payments have changed. */
async function saveRound(
  services: PaymentsServices,
  results: readonly CallResult[],
  trail: EventTrail,
  settled: Map<string, Payment>,
): Promise<CallResult[]> {
  const found = await Promise.all(
    results.map(async (result) => ({ result, ...(await settlementOf(services, result, trail)) })),
  );
  const changed = found.filter((each): each is typeof each & { change: PaymentChange } => each.change !== null);
  const changes = changed.map(({ change }) => change);
  const toSave = {
    changes,
    ended: changed.map(({ result }) => endOf(result)),
    calls: changes.flatMap(followUpCalls),
    refunds: changed.flatMap(({ refund }) => (refund === null ? [] : [refund])),
  };
  const saved = await savePaymentsOnce(services, toSave, trail);
  if (saved === 'reference taken') return saveOneByOne(services, results, trail, settled);
  for (const { change } of changed) if (saved.has(change.after.id)) settled.set(change.after.id, change.after);
  for (const { result, change } of found) {
    if (change !== null) continue;
    await endCall(services.db, endOf(result), trail.now());
    settled.set(result.payment.id, result.payment);
  }
  return changed.filter(({ change }) => !saved.has(change.after.id)).map(({ result }) => result);
}

/** Two payments cannot share one reference at a provider, such as a token that a buyer uses twice. */
async function savePaymentsOnce({ pool }: PaymentsServices, toSave: ToSave, trail: EventTrail) {
  if (toSave.changes.length === 0) return new Set<string>();
  try {
    return await savePayments(pool, toSave, trail.now());
  } catch (error) {
    if (!isUniqueViolation(error, 'payment_provider_provider_ref_key')) throw error;
    return 'reference taken';
  }
}

/** Saves results one by one, so that only the payment whose reference is taken is refused. */
async function saveOneByOne(
  services: PaymentsServices,
  results: readonly CallResult[],
  trail: EventTrail,
  settled: Map<string, Payment>,
): Promise<CallResult[]> {
  if (results.length === 1) return saveRound(services, results.map(refusedAsUsed), trail, settled);
  const open: CallResult[] = [];
  for (const result of results) open.push(...(await saveRound(services, [result], trail, settled)));
  return open;
}

const refusedAsUsed = (result: CallResult): CallResult => ({
  ...result,
  seen: { kind: 'payment', payment: failedPayment('token_used', 'This token already pays for another order.') },
});

/** Reads changed payments again, here and at the provider: an old result must not replace a newer one. */
const refetchChanged = (services: PaymentsServices, results: readonly CallResult[]): Promise<CallResult[]> =>
  Promise.all(
    results.map(async (result) => {
      const payment = (await findPayments(services.pool, [result.payment.id])).get(result.payment.id) ?? result.payment;
      // A new authorisation has another reference at the provider than the payment has so far, so its result stays.
      const keepsResult = result.seen.kind === 'refund' || result.call.kind === 'REAUTHORIZE';
      if (keepsResult || payment.providerRef === null) return { ...result, payment };
      const seen = await providerFor(services, payment).fetch(knownPayment(payment));
      return { ...result, payment, seen: { kind: 'payment' as const, payment: seen } };
    }),
  );
