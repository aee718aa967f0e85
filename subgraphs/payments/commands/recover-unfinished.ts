import { newLease, type PaymentsServices, trailOfService } from '../services.ts';
import { claimDueCalls } from '../store/calls.ts';
import { claimDueLooks } from '../store/due-looks.ts';
import { claimWaitingMethods } from '../store/saved-methods.ts';
import { completeSavedMethod } from './complete-saved-method.ts';
import { forgetCustomers } from './forget-customers.ts';
import { makeCalls } from './make-calls.ts';
import { processProviderEvents } from './process-provider-events.ts';
import { syncPayment } from './sync-payment.ts';

const batchSize = 20;

/** Repeats calls whose process died or whose provider did not respond. */
async function recoverCalls(services: PaymentsServices): Promise<void> {
  const claimed = await claimDueCalls(services.pool, batchSize, newLease(services));
  await Promise.all(
    claimed.map(async (each) => {
      const { id, attempts, correlationId } = each.call;
      try {
        await makeCalls(services, [each], trailOfService(services, correlationId));
      } catch (error) {
        services.log.warn({ err: error, call: id, attempts }, 'a provider is not responding; retrying');
      }
    }),
  );
}

/** Reads payments from their providers whose webhooks are overdue. */
async function syncDuePayments(services: PaymentsServices): Promise<void> {
  const due = await claimDueLooks(services.pool, batchSize, services.now(), services.settings.look.settledMs);
  for (const { id, correlationId } of due) {
    try {
      await syncPayment(services, id, trailOfService(services, correlationId));
    } catch (error) {
      services.log.warn({ err: error, payment: id }, 'could not read a payment from its provider; retrying');
    }
  }
}

/** Completes saved methods whose process died or whose provider did not respond. */
async function recoverSavedMethods(services: PaymentsServices): Promise<void> {
  const { now, claimedUntil } = newLease(services);
  const waiting = await claimWaitingMethods(services.pool, batchSize, now, claimedUntil);
  for (const method of waiting) {
    try {
      await completeSavedMethod(services, method);
    } catch (error) {
      services.log.warn(
        { err: error, method: method.id },
        'could not complete a saved method at its provider; retrying',
      );
    }
  }
}

/** Completes unfinished work: calls, webhooks, overdue payments, saved methods and erased customers. */
export async function recoverUnfinished(services: PaymentsServices): Promise<void> {
  await recoverCalls(services);
  await processProviderEvents(services);
  await syncDuePayments(services);
  await recoverSavedMethods(services);
  await forgetCustomers(services);
}
