import { notFound } from '@soko/errors';
import type { EventTrail } from '@soko/events';
import type { Payment } from '../domain/payment.ts';
import type { PaymentsServices } from '../services.ts';
import { syncPayment } from './sync-payment.ts';
import { toCallerError } from './wait-for-provider.ts';

/** Reads the status from the provider after the buyer has confirmed the payment. A later webhook has no effect. */
export async function confirmPayment(
  services: PaymentsServices,
  payment: Payment,
  trail: EventTrail,
): Promise<Payment> {
  const after = await syncPayment(services, payment.id, trail).catch((error: unknown) => {
    throw toCallerError(error);
  });
  if (after === null) throw notFound('The payment');
  return after;
}
