import { badUserInput } from '@soko/errors';
import { pollUntil } from '@soko/retry';
import { readDay, type Reconciliation } from '../domain/reconciliation.ts';
import type { PaymentsServices } from '../services.ts';
import { findReconciliations, requestReconciliation } from '../store/reconciliations.ts';

/** Longest wait for a day that is being computed, in milliseconds. A day that takes longer is returned as PENDING. */
const readTimeoutMs = 5_000;

const firstDay = new Date('2020-01-01T00:00:00.000Z');

/** The reconciliation of a day by provider: as saved for a day that has ended, else up to the present. */
export async function readReconciliation(services: PaymentsServices, day: string): Promise<Reconciliation[]> {
  const { db, pool, providers, now, reconcileSoon } = services;
  const range = readDay(day);
  if (range === null || range.from < firstDay) {
    throw badUserInput('The date must be a day since 2020-01-01, such as 2026-11-20.', 'date');
  }
  if (range.from > now()) throw badUserInput('The date must not be in the future.', 'date');
  await requestReconciliation(pool, day, [...providers.keys()], now());
  reconcileSoon();
  // After a failed try there is a pause, for which it is no use to wait.
  const isOver = (found: readonly Reconciliation[]) =>
    found.every(({ status, lastError }) => status !== 'PENDING' || lastError !== null);
  return (
    (await pollUntil(() => findReconciliations(db, day), isOver, { timeoutMs: readTimeoutMs })) ??
    (await findReconciliations(db, day))
  );
}
