import type { EventTrail } from '@soko/events';
import type { LookTimes, PaymentChange } from './apply-provider-payment.ts';
import type { Payment } from './payment.ts';
import { paymentEvent, reauthorizationFailedEvent } from './payment-events.ts';
import type { ProviderPayment } from './provider-payment.ts';

/** Maximum number of authorisations per payment. At Stripe each lasts one week. */
export const maxGenerations = 4;

/**
 * Applies the provider's result for authorisation number `generation` to an expired payment. Null when the payment does
 * not wait for that one, so a result that arrives twice has no effect.
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
