import type { VirtualClock } from '../virtual-clock.ts';
import type { Delivery, LoggedAttempt } from './delivery.ts';

export interface AttemptLog {
  note(delivery: Delivery, outcome: LoggedAttempt['outcome'], url?: string, status?: number | null): void;
  /** Newest first. */
  list(): LoggedAttempt[];
}

export function createAttemptLog(clock: VirtualClock, most = 5_000): AttemptLog {
  const attempts: LoggedAttempt[] = [];
  return {
    note({ id: deliveryId, eventId, type, attempts: attempt }, outcome, url = '', status = null) {
      attempts.push({ at: clock.now().toISOString(), deliveryId, eventId, type, url, attempt, outcome, status });
      if (attempts.length > most) attempts.shift();
    },
    list: () => attempts.toReversed(),
  };
}
