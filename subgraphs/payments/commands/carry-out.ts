import { serviceUnavailable } from '@soko/errors';
import type { EventTrail } from '@soko/events';
import type { Payment } from '../domain/payment.ts';
import { ProviderUnavailable } from '../providers/provider.ts';
import type { PaymentsServices } from '../services.ts';
import { type Claimed, noteFailedTry } from '../store/calls.ts';
import { askProvider, type ProviderAnswer } from './ask-provider.ts';
import { retryAfterMs } from './retry-after.ts';
import { settle } from './settle.ts';

/** What the caller is told of an error: a provider that does not answer is nobody's fault here. */
export const forCaller = (error: unknown): unknown =>
  error instanceof ProviderUnavailable
    ? Object.assign(serviceUnavailable('The payment provider does not answer now. Try again shortly.'), {
        cause: error,
      })
    : error;

/**
 * Makes calls that are written down, side by side, and saves what came of them in one statement. A call that comes to
 * nothing stays pending, to be made again; the first such error is thrown once the others are saved.
 */
export async function carryOut(
  services: PaymentsServices,
  claimed: readonly Claimed[],
  trail: EventTrail,
): Promise<Payment[]> {
  const errors: unknown[] = [];
  const tried = await Promise.all(
    claimed.map(async ({ payment, call }): Promise<ProviderAnswer[]> => {
      try {
        return [await askProvider(services, payment, call)];
      } catch (error) {
        errors.push(error);
        const retryAt = new Date(services.now().getTime() + retryAfterMs(call.attempts));
        await noteFailedTry(services.pool, call, String(error), retryAt);
        return [];
      }
    }),
  );
  const payments = await settle(services, tried.flat(), trail);
  if (errors.length > 0) throw forCaller(errors[0]);
  return payments;
}
