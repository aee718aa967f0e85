import { badUserInput } from '@soko/errors';
import { readDay, type Reconciliation } from '../domain/reconciliation.ts';
import type { PaymentsServices } from '../services.ts';
import { findReconciliations, requestReconciliation } from '../store/reconciliations.ts';
import { waitFor } from './wait-for.ts';

/** So long a reader waits for a day that is being computed; afterwards it is PENDING, and there when it is read again. */
const patienceMs = 5_000;

const firstDay = new Date('2020-01-01T00:00:00.000Z');

/** A day by provider: as it is kept, where it is over; else as it is now. */
export async function readReconciliation(services: PaymentsServices, day: string): Promise<Reconciliation[]> {
  const { pool, providers, now, reconcileSoon } = services;
  const range = readDay(day);
  if (range === null || range.from < firstDay) throw badUserInput('Expected a day such as 2026-11-20.', 'date');
  if (range.from > now()) throw badUserInput('This day has not begun yet.', 'date');
  await requestReconciliation(pool, day, [...providers.keys()], now());
  reconcileSoon();
  const isOver = (found: readonly Reconciliation[]) => found.every(({ status }) => status !== 'PENDING');
  const found = await waitFor(() => findReconciliations(pool, day), isOver, patienceMs);
  return found ?? findReconciliations(pool, day);
}
