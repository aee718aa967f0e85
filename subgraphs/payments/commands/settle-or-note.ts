import type { EventTrail } from '@soko/events';
import { isOutage } from '@soko/retry';
import type { Payment } from '../domain/payment.ts';
import { failedPayment } from '../domain/provider-payment.ts';
import { type PaymentsServices, providerFor } from '../services.ts';
import { endCall, noteFailedTry } from '../store/calls.ts';
import { type CallResult, knownPayment } from './ask-provider.ts';
import { retryAt } from './retry-at.ts';
import { settleCalls } from './settle-calls.ts';

/** Number of tries whose result the database may refuse. The last one ends the call. */
const maxUnsavedTries = 8;

/**
 * Saves the results of provider calls. When the database refuses one, the others are saved nevertheless. A result that is not
 * saved counts as a failed try: the call is repeated after a pause, and in the end given up.
 */
export async function settleOrNote(
  services: PaymentsServices,
  results: readonly CallResult[],
  trail: EventTrail,
): Promise<{ payments: Payment[]; errors: unknown[] }> {
  try {
    return { payments: await settleCalls(services, results, trail), errors: [] };
  } catch (error) {
    if (results.length === 1 || isOutage(error)) {
      for (const result of results) await noteUnsaved(services, result, error, trail);
      return { payments: [], errors: [error] };
    }
  }
  const each = [];
  for (const result of results) each.push(await settleOrNote(services, [result], trail));
  return { payments: each.flatMap(({ payments }) => payments), errors: each.flatMap(({ errors }) => errors) };
}

/** While the database is away nothing can be noted: the call is due again when its lease has expired. */
async function noteUnsaved(
  services: PaymentsServices,
  result: CallResult,
  error: unknown,
  trail: EventTrail,
): Promise<void> {
  const { db, log } = services;
  const { call } = result;
  const isRefused = !isOutage(error);
  try {
    if (isRefused && call.unsavedTries + 1 >= maxUnsavedTries) await giveUp(services, result, error, trail);
    else await noteFailedTry(db, call, `not saved: ${String(error)}`, retryAt(services, call), isRefused);
  } catch (noting) {
    log.warn({ err: noting, call: call.id }, 'could not note a failed try; it is repeated after its lease');
  }
}

/**
 * Ends a call whose result cannot be saved. An authorisation is voided at the provider and fails. For other calls the money
 * has moved, so people decide: the log and the reconciliation show them.
 */
async function giveUp(
  services: PaymentsServices,
  result: CallResult,
  error: unknown,
  trail: EventTrail,
): Promise<void> {
  const { payment, call, seen } = result;
  services.log.error(
    { err: error, call: call.id, payment: payment.id },
    'could not save the result of a provider call',
  );
  const ended = { id: call.id, status: 'FAILED', lastError: `not saved: ${String(error)}` } as const;
  if (call.kind === 'AUTHORIZE' && seen.kind === 'payment') {
    const { ref, status } = seen.payment;
    if (ref !== '' && status !== 'failed') {
      await providerFor(services, payment).void(
        { ...knownPayment(payment), ref },
        { key: `${call.id}:undo`, number: 0 },
      );
    }
    const report = failedPayment('result_not_saved', 'The payment could not be recorded. Nothing was charged.');
    const failed = { ...result, seen: { kind: 'payment', payment: report } } as const;
    await settleCalls(services, [{ ...failed, status: 'FAILED', error: ended.lastError }], trail);
    return;
  }
  await endCall(services.db, ended, trail.now());
}
