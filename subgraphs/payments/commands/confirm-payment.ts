import { notFound } from '@soko/errors';
import { createHash, timingSafeEqual } from 'node:crypto';
import type { EventTrail } from '@soko/events';
import type { Payment } from '../domain/payment.ts';
import type { PaymentsServices } from '../services.ts';
import { forCaller } from './carry-out.ts';
import { syncPayment } from './sync-payment.ts';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Whether `given` is the secret that the provider made for this payment. */
export const knowsSecret = ({ clientSecret }: Payment, given: string | null): boolean =>
  clientSecret !== null && given !== null && timingSafeEqual(digest(clientSecret), digest(given));

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
