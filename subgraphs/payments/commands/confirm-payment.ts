import { notFound } from '@soko/errors';
import { timingSafeEqual } from 'node:crypto';
import type { EventTrail } from '@soko/events';
import type { Payment } from '../domain/payment.ts';
import { secretDigest } from '../domain/secret-digest.ts';
import type { PaymentsServices } from '../services.ts';
import { forCaller } from './carry-out.ts';
import { syncPayment } from './sync-payment.ts';

/** Whether `given` is the secret that the provider made for this payment, be it confirmed meanwhile or not. */
export const knowsSecret = ({ secretHash }: Payment, given: string | null): boolean =>
  secretHash !== null && given !== null && timingSafeEqual(Buffer.from(secretHash), Buffer.from(secretDigest(given)));

/** After the buyer has been at their bank: asks how the payment stands. A webhook that says the same changes nothing. */
export async function confirmPayment(
  services: PaymentsServices,
  payment: Payment,
  trail: EventTrail,
): Promise<Payment> {
  const after = await syncPayment(services, payment.id, trail).catch((error: unknown) => {
    throw forCaller(error);
  });
  if (after === null) throw notFound('The payment');
  return after;
}
