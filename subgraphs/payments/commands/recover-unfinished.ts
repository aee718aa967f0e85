import { createDueWorker, type DueWorker } from '@soko/subgraph';
import { newLease, type PaymentsServices, trailOfService } from '../services.ts';
import { type Claimed, claimDueCalls } from '../store/calls.ts';
import { claimDueLooks } from '../store/due-looks.ts';
import { claimWaitingMethods } from '../store/saved-methods.ts';
import { completeSavedMethod } from './complete-saved-method.ts';
import { makeCalls } from './make-calls.ts';
import { syncPayment } from './sync-payment.ts';

/** Items of one kind that are at work at the same time. */
const atOnce = 16;

async function repeatCall(services: PaymentsServices, claimed: Claimed): Promise<void> {
  const { id, attempts, correlationId } = claimed.call;
  try {
    await makeCalls(services, [claimed], trailOfService(services, correlationId));
  } catch (error) {
    services.log.warn({ err: error, call: id, attempts }, 'a provider is not responding; retrying');
  }
}

async function readPayment(
  services: PaymentsServices,
  { id, correlationId }: { id: string; correlationId: string },
): Promise<void> {
  try {
    await syncPayment(services, id, trailOfService(services, correlationId));
  } catch (error) {
    services.log.warn({ err: error, payment: id }, 'could not read a payment from its provider; retrying');
  }
}

type WaitingMethod = Awaited<ReturnType<typeof claimWaitingMethods>>[number];

async function completeMethod(services: PaymentsServices, method: WaitingMethod): Promise<void> {
  try {
    await completeSavedMethod(services, method);
  } catch (error) {
    services.log.warn({ err: error, method: method.id }, 'could not complete a saved method at its provider; retrying');
  }
}

/**
 * Completes unfinished work: calls whose process died or whose provider did not respond, payments whose webhooks are
 * overdue, and saved methods. Each kind has its own turns, so that none waits for the others.
 */
export function createRecovery(services: PaymentsServices): Record<'calls' | 'overdue' | 'methods', DueWorker> {
  const { pool } = services;
  return {
    calls: createDueWorker<Claimed>({
      atOnce,
      claim: (limit) => claimDueCalls(pool, limit, newLease(services)),
      run: (claimed) => repeatCall(services, claimed),
    }),
    overdue: createDueWorker({
      atOnce,
      claim: (limit) => claimDueLooks(pool, limit, services.now(), services.settings.look.settledMs),
      run: (due) => readPayment(services, due),
    }),
    methods: createDueWorker<WaitingMethod>({
      atOnce,
      claim(limit) {
        const { now, claimedUntil } = newLease(services);
        return claimWaitingMethods(pool, limit, now, claimedUntil);
      },
      run: (method) => completeMethod(services, method),
    }),
  };
}
