import { unseal } from '@soko/seal';
import { z } from 'zod';
import type { Payment } from '../domain/payment.ts';
import type { ProviderCall } from '../domain/provider-call.ts';
import {
  type KnownPayment,
  type ProviderPayment,
  ProviderRefusal,
  type ProviderRefund,
} from '../providers/provider.ts';
import { type PaymentsServices, providerFor } from '../services.ts';

/** What a provider said to a call. */
export interface ProviderAnswer {
  payment: Payment;
  call: ProviderCall;
  seen: { kind: 'payment'; payment: ProviderPayment } | { kind: 'refund'; refund: ProviderRefund };
  status: 'DONE' | 'FAILED';
  error: string | null;
}

export const sealPurpose = 'payment-call';

const instrument = z.object({
  token: z.string().nullable(),
  email: z.string().nullable(),
  customer: z.string().nullable().default(null),
});

/** What only the beginning of a payment needs. */
export type Instrument = z.infer<typeof instrument>;

/** A payment as its provider knows it. */
export const knownPayment = (payment: Payment): KnownPayment => ({ ...payment, ref: payment.providerRef ?? '' });

/** A payment that did not come to be at its provider. */
export const failed = (code: string, message: string): ProviderPayment => ({
  ref: '',
  status: 'failed',
  authorizedMinor: 0n,
  capturedMinor: 0n,
  refundedMinor: 0n,
  dispute: 'none',
  failure: { code, message },
  action: null,
  expiresAt: null,
});

/** Does what was written down, under the call's id as idempotency key. Throws `ProviderUnavailable` alone. */
export async function askProvider(
  services: PaymentsServices,
  payment: Payment,
  call: ProviderCall,
): Promise<ProviderAnswer> {
  try {
    const seen = await carry(services, payment, call);
    const error = call.kind === 'REAUTHORIZE' ? whyNotHeld(seen) : null;
    return { payment, call, seen, status: error === null ? 'DONE' : 'FAILED', error };
  } catch (error) {
    if (!(error instanceof ProviderRefusal)) throw error;
    const seen = await afterRefusal(services, payment, call, error);
    return { payment, call, seen, status: 'FAILED', error: `${error.code}: ${error.message}` };
  }
}

/** A new authorisation that came to nothing is a failed call: the payment itself has ended before. */
function whyNotHeld(seen: ProviderAnswer['seen']): string | null {
  if (seen.kind !== 'payment' || seen.payment.status === 'authorized') return null;
  const { code, message } = seen.payment.failure ?? { code: 'declined', message: 'The payment was declined.' };
  return `${code}: ${message}`;
}

async function carry(
  services: PaymentsServices,
  payment: Payment,
  call: ProviderCall,
): Promise<ProviderAnswer['seen']> {
  const provider = providerFor(services, payment);
  const attempt = { key: call.id, number: call.attempts };
  switch (call.kind) {
    case 'AUTHORIZE':
    case 'REAUTHORIZE': {
      const opened = unseal(services.settings.sealKey, sealPurpose, call.sealed ?? '');
      const request = {
        ...payment,
        ...instrument.parse(JSON.parse(opened)),
        paymentId: payment.id,
        amountMinor: call.amountMinor ?? payment.amountMinor,
        offSession: call.kind === 'REAUTHORIZE',
        generation: call.generation,
      };
      return { kind: 'payment', payment: await provider.authorize(request, attempt) };
    }
    case 'CAPTURE':
      return {
        kind: 'payment',
        payment: await provider.capture(knownPayment(payment), call.amountMinor ?? 0n, attempt),
      };
    case 'VOID':
      return { kind: 'payment', payment: await provider.void(knownPayment(payment), attempt) };
    default: {
      const wish = { amountMinor: call.amountMinor ?? 0n, reason: call.reason ?? '' };
      return { kind: 'refund', refund: await provider.refund(knownPayment(payment), wish, attempt) };
    }
  }
}

/** A refusal may be news in itself: what was held may have expired. */
async function afterRefusal(
  services: PaymentsServices,
  payment: Payment,
  call: ProviderCall,
  refusal: ProviderRefusal,
): Promise<ProviderAnswer['seen']> {
  if (call.kind === 'AUTHORIZE' || call.kind === 'REAUTHORIZE')
    return { kind: 'payment', payment: failed(refusal.code, refusal.message) };
  if (call.kind === 'REFUND')
    return { kind: 'refund', refund: { ref: '', status: 'failed', failure: refusal.message } };
  return { kind: 'payment', payment: await providerFor(services, payment).fetch(knownPayment(payment)) };
}
