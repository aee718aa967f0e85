import type { EventTrail } from '@soko/events';
import type { Payment } from '../domain/payment.ts';
import type { PaymentsServices } from '../services.ts';
import { type Claimed, noteFailedTry, releaseCalls } from '../store/calls.ts';
import { askProvider, type CallResult, type Lead, leadOfResult } from './ask-provider.ts';
import { retryAt } from './retry-at.ts';
import { settleOrNote } from './settle-or-note.ts';
import { toCallerError } from './wait-for-provider.ts';

/** Makes a call. A provider that does not respond is noted; the error is added to `errors`. */
async function askOrNote(
  services: PaymentsServices,
  { payment, call }: Claimed,
  errors: unknown[],
  lead?: Lead,
): Promise<CallResult[]> {
  try {
    return [await askProvider(services, payment, call, lead)];
  } catch (error) {
    errors.push(error);
    await noteFailedTry(services.db, call, String(error), retryAt(services, call));
    return [];
  }
}

/**
 * Makes saved calls in parallel and saves their results in one statement. A call that follows another one of the list is made
 * after it, or released when the buyer has to confirm that one. A call without a result, or with one that cannot be saved,
 * stays pending and is repeated later; the first such error is thrown after the other results are saved.
 */
export async function makeCalls(
  services: PaymentsServices,
  claimed: readonly Claimed[],
  trail: EventTrail,
): Promise<Payment[]> {
  const errors: unknown[] = [];
  const ids = new Set(claimed.map(({ payment }) => payment.id));
  const follows = ({ call }: Claimed): boolean => call.afterPaymentId !== null && ids.has(call.afterPaymentId);
  const first = claimed.filter((each) => !follows(each));
  const results = (await Promise.all(first.map((each) => askOrNote(services, each, errors)))).flat();
  const leads = new Map(results.map((result) => [result.payment.id, leadOfResult(result)]));
  const released: string[] = [];
  const following = claimed.filter(follows).map(async (each) => {
    const lead = leads.get(each.call.afterPaymentId!) ?? null;
    if (lead !== null) return askOrNote(services, each, errors, lead);
    released.push(each.call.id);
    return [];
  });
  results.push(...(await Promise.all(following)).flat());
  // Released before the results are saved, so that the process that sees the confirmation can claim them.
  if (released.length > 0) await releaseCalls(services.pool, released);
  const settled = await settleOrNote(services, results, trail);
  errors.push(...settled.errors);
  if (errors.length > 0) throw toCallerError(errors[0]);
  return settled.payments;
}
