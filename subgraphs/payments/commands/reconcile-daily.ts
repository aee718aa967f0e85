import { lastClosedDay } from '../domain/reconciliation.ts';
import type { PaymentsServices } from '../services.ts';
import { requestReconciliation } from '../store/reconciliations.ts';
import { runReconciliations } from './run-reconciliations.ts';

/** Reconciles the last day whose books are closed, and all days that are due. */
export async function reconcileDaily(services: PaymentsServices): Promise<void> {
  const { pool, providers, now } = services;
  await requestReconciliation(pool, lastClosedDay(now()), [...providers.keys()], now());
  await runReconciliations(services);
}
