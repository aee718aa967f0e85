import { leaseFrom, type PaymentsServices } from '../services.ts';
import { claimDueCalls } from '../store/calls.ts';
import { claimDueLooks } from '../store/due-looks.ts';
import { claimWaitingMethods } from '../store/saved-methods.ts';
import { carryOut } from './carry-out.ts';
import { carrySavedMethod } from './carry-saved-method.ts';
import { forgetCustomers } from './forget-customers.ts';
import { processProviderEvents, serviceTrail } from './process-provider-events.ts';
import { syncPayment } from './sync-payment.ts';

const batchSize = 20;

/** Makes calls that were written down and not finished: by a process that died, or because the provider did not answer. */
async function recoverCalls(services: PaymentsServices): Promise<void> {
  const claimed = await claimDueCalls(services.pool, batchSize, leaseFrom(services));
  await Promise.all(
    claimed.map(async (each) => {
      try {
        await carryOut(services, [each], serviceTrail(services, each.call.correlationId));
      } catch (error) {
        services.log.warn(
          { err: error, call: each.call.id, attempts: each.call.attempts },
          'a provider does not answer',
        );
      }
    }),
  );
}

/** Asks providers about payments of which webhooks should have told by now. */
async function lookAgain(services: PaymentsServices): Promise<void> {
  const due = await claimDueLooks(services.pool, batchSize, services.now(), services.settings.look.settledMs);
  for (const { id, correlationId } of due) {
    try {
      await syncPayment(services, id, serviceTrail(services, correlationId));
    } catch (error) {
      services.log.warn({ err: error, payment: id }, 'a provider could not be asked about a payment');
    }
  }
}

/** Carries on with saved methods that a process began to save or remove. */
async function recoverSavedMethods(services: PaymentsServices): Promise<void> {
  const { now, claimedUntil } = leaseFrom(services);
  const waiting = await claimWaitingMethods(services.pool, batchSize, now, claimedUntil);
  for (const method of waiting) {
    try {
      await carrySavedMethod(services, method);
    } catch (error) {
      services.log.warn({ err: error, method: method.id }, 'a provider could not be asked about a saved method');
    }
  }
}

/** Whatever was left open: unfinished calls, webhooks nobody has acted on, payments of which nothing was heard. */
export async function recover(services: PaymentsServices): Promise<void> {
  await recoverCalls(services);
  await processProviderEvents(services);
  await lookAgain(services);
  await recoverSavedMethods(services);
  await forgetCustomers(services);
}
