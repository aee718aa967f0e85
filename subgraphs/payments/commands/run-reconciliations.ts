import { readDay } from '../domain/reconciliation.ts';
import type { PaymentsServices } from '../services.ts';
import {
  type ClaimedReconciliation,
  claimReconciliation,
  noteFailedReconciliation,
  saveReconciliation,
} from '../store/reconciliations.ts';
import { reconcileDay } from './reconcile-day.ts';
import { retryAt } from './retry-at.ts';

/** Lease of a day: after it, another process may compute the day. */
const leaseMs = 600_000;

async function reconcileClaimed(services: PaymentsServices, claimed: ClaimedReconciliation): Promise<void> {
  const { db, pool, log, now } = services;
  const { day, provider } = claimed;
  const begunAt = now();
  try {
    const result = await reconcileDay(services, claimed);
    const { closedAt } = readDay(day)!;
    await saveReconciliation(pool, claimed, result, { now: now(), final: begunAt >= closedAt });
    if (result.breaks.length > 0) {
      log.error({ day, provider, breaks: result.breaks.length }, 'the records of a provider differ from ours');
    }
  } catch (error) {
    log.warn({ err: error, day, provider }, 'could not reconcile a day; retrying');
    await noteFailedReconciliation(db, claimed, String(error), retryAt(services, claimed));
  }
}

/** Computes all days that are due, one after the other. */
export async function runReconciliations(services: PaymentsServices): Promise<void> {
  for (;;) {
    const now = services.now();
    const claimed = await claimReconciliation(services.pool, now, new Date(now.getTime() + leaseMs));
    if (claimed === null) return;
    await reconcileClaimed(services, claimed);
  }
}
