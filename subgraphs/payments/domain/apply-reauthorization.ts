import type { EventTrail } from '@soko/events';
import type { ProviderPayment } from '../providers/provider.ts';
import type { LookTimes, PaymentChange } from './apply-provider-payment.ts';
import type { Payment } from './payment.ts';
import { paymentEvent, reauthorizationFailedEvent } from './payment-events.ts';

/** A payment is held anew so often at most: four weeks of holds of a week each. */
export const mostGenerations = 4;

/**
 * What an expired payment becomes by the answer to its new authorisation, which is its `generation`th. Null when it does
 * not wait for that one: an answer that comes twice changes nothing.
 */
export function applyReauthorization(
  payment: Payment,
  seen: ProviderPayment,
  generation: number,
  trail: EventTrail,
  times: LookTimes,
): PaymentChange | null {
  if (payment.status !== 'EXPIRED' || payment.generation !== generation - 1) return null;
  const now = trail.now();
  const next = { ...payment, version: payment.version + 1, updatedAt: now };
  if (seen.status !== 'authorized') {
    const failure = seen.failure ?? { code: 'declined', message: 'The payment was declined.' };
    return { before: payment, after: next, events: [reauthorizationFailedEvent(next, failure, trail)] };
  }
  const { ref: providerRef, authorizedMinor, expiresAt } = seen;
  const after: Payment = {
    ...next,
    status: 'AUTHORIZED',
    generation,
    providerRef,
    authorizedMinor,
    authorizedAt: now,
    expiresAt,
    endReason: null,
    lookAt: expiresAt === null ? null : new Date(expiresAt.getTime() + times.settledMs),
  };
  return { before: payment, after, events: [paymentEvent('reauthorized', after, trail)] };
}
