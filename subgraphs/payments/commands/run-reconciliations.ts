import { lastClosedDay, readDay, type Reconciliation } from '../domain/reconciliation.ts';
import type { PaymentsServices } from '../services.ts';
import {
  claimReconciliation,
  noteFailedReconciliation,
  requestReconciliation,
  saveReconciliation,
} from '../store/reconciliations.ts';
import { reconcileDay } from './reconcile-day.ts';
import { retryAfterMs } from './retry-after.ts';

/** After so long, somebody else computes a day that a process began with. */
const leaseMs = 600_000;

async function run(services: PaymentsServices, claimed: Reconciliation): Promise<void> {
  const { pool, log, now } = services;
  const begunAt = now();
  try {
    const result = await reconcileDay(services, claimed);
    const { closedAt } = readDay(claimed.day)!;
    await saveReconciliation(pool, claimed, result, { now: now(), final: begunAt >= closedAt });
    const { day, provider } = claimed;
    if (result.breaks.length > 0) {
      log.error({ day, provider, breaks: result.breaks.length }, 'the books of a provider differ from ours');
    }
  } catch (error) {
    log.warn({ err: error, day: claimed.day, provider: claimed.provider }, 'a day could not be reconciled yet');
    const retryAt = new Date(now().getTime() + retryAfterMs(claimed.attempts));
    await noteFailedReconciliation(pool, claimed, String(error), retryAt);
  }
}

/** Computes every day that waits for it, one after the other. */
export async function runReconciliations(services: PaymentsServices): Promise<void> {
  for (;;) {
    const now = services.now();
    const claimed = await claimReconciliation(services.pool, now, new Date(now.getTime() + leaseMs));
    if (claimed === null) return;
    await run(services, claimed);
  }
}

/** Has the day before computed once its books are closed, and whatever waits. */
export async function reconcileDaily(services: PaymentsServices): Promise<void> {
  const now = services.now();
  await requestReconciliation(services.pool, lastClosedDay(now), [...services.providers.keys()], now);
  await runReconciliations(services);
}
