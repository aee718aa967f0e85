import type { EventTrail } from '@soko/events';
import type { Payment } from '../domain/payment.ts';
import type { PaymentsServices } from '../services.ts';
import { type Claimed, noteFailedTry } from '../store/calls.ts';
import { askProvider, type CallResult } from './ask-provider.ts';
import { retryAt } from './retry-at.ts';
import { settleCalls } from './settle-calls.ts';
import { toCallerError } from './wait-for-provider.ts';

/**
 * Makes saved calls in parallel and saves their results in one statement. A call without a result stays pending and is
 * repeated later; the first such error is thrown after the other results are saved.
 */
export async function makeCalls(
  services: PaymentsServices,
  claimed: readonly Claimed[],
  trail: EventTrail,
): Promise<Payment[]> {
  const errors: unknown[] = [];
  const results = await Promise.all(
    claimed.map(async ({ payment, call }): Promise<CallResult[]> => {
      try {
        return [await askProvider(services, payment, call)];
      } catch (error) {
        errors.push(error);
        await noteFailedTry(services.db, call, String(error), retryAt(services, call));
        return [];
      }
    }),
  );
  const payments = await settleCalls(services, results.flat(), trail);
  if (errors.length > 0) throw toCallerError(errors[0]);
  return payments;
}
