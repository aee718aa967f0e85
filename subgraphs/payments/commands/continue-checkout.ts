import type { EventTrail } from '@soko/events';
import type { Payment } from '../domain/payment.ts';
import { newLease, type PaymentsServices } from '../services.ts';
import { claimFollowing } from '../store/calls.ts';
import { makeCalls } from './make-calls.ts';

/**
 * Authorises the payments of a checkout that waited until the buyer had confirmed the first one, or fails them if it failed.
 * Returns the payments that this call has settled.
 */
export async function continueCheckout(
  services: PaymentsServices,
  checkoutId: string,
  trail: EventTrail,
): Promise<Payment[]> {
  const claimed = await claimFollowing(services.pool, checkoutId, newLease(services));
  return claimed.length === 0 ? [] : makeCalls(services, claimed, trail);
}
