import type { Payment } from '../domain/payment.ts';
import type { ProviderCall } from '../domain/provider-call.ts';
import type { ProviderPayment, ProviderRefund } from '../domain/provider-payment.ts';
import { type KnownPayment, ProviderRefusal } from '../providers/provider.ts';
import { type PaymentsServices, providerFor } from '../services.ts';
import { openInstrument } from './instrument.ts';

/** The provider's report after a call. */
type Seen = { kind: 'payment'; payment: ProviderPayment } | { kind: 'refund'; refund: ProviderRefund };

/** The result of a provider call. */
export interface CallResult {
  payment: Payment;
  call: ProviderCall;
  seen: Seen;
  status: 'DONE' | 'FAILED';
  error: string | null;
}

/** A payment in the form that providers take. */
export const knownPayment = (payment: Payment): KnownPayment => ({ ...payment, ref: payment.providerRef ?? '' });

/** The report for a payment that was not created at its provider. */
export const failedPayment = (code: string, message: string): ProviderPayment => ({
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

/** Makes a saved call, with its id as the idempotency key. Throws only `ProviderUnavailable`. */
export async function askProvider(
  services: PaymentsServices,
  payment: Payment,
  call: ProviderCall,
): Promise<CallResult> {
  try {
    const seen = await makeCall(services, payment, call);
    const error = call.kind === 'REAUTHORIZE' ? reauthorizationError(seen) : null;
    return { payment, call, seen, status: error === null ? 'DONE' : 'FAILED', error };
  } catch (error) {
    if (!(error instanceof ProviderRefusal)) throw error;
    const seen = await seenAfterRefusal(services, payment, call, error);
    return { payment, call, seen, status: 'FAILED', error: `${error.code}: ${error.message}` };
  }
}

/** A declined new authorisation is a failed call, because the payment itself has already expired. */
function reauthorizationError(seen: Seen): string | null {
  if (seen.kind !== 'payment' || seen.payment.status === 'authorized') return null;
  const { code, message } = seen.payment.failure ?? { code: 'declined', message: 'The payment was declined.' };
  return `${code}: ${message}`;
}

async function makeCall(services: PaymentsServices, payment: Payment, call: ProviderCall): Promise<Seen> {
  const provider = providerFor(services, payment);
  const known = knownPayment(payment);
  const attempt = { key: call.id, number: call.attempts };
  const amountMinor = call.amountMinor ?? 0n;
  switch (call.kind) {
    case 'AUTHORIZE':
    case 'REAUTHORIZE': {
      const request = {
        ...payment,
        ...openInstrument(services, call),
        paymentId: payment.id,
        amountMinor: call.amountMinor ?? payment.amountMinor,
        offSession: call.kind === 'REAUTHORIZE',
        generation: call.generation,
      };
      return { kind: 'payment', payment: await provider.authorize(request, attempt) };
    }
    case 'CAPTURE':
      return { kind: 'payment', payment: await provider.capture(known, amountMinor, attempt) };
    case 'VOID':
      return { kind: 'payment', payment: await provider.void(known, attempt) };
    default: {
      const refund = { amountMinor, reason: call.reason ?? '' };
      return { kind: 'refund', refund: await provider.refund(known, refund, attempt) };
    }
  }
}

/** A refusal can mean that the payment has changed, for example expired, so its status is read again. */
async function seenAfterRefusal(
  services: PaymentsServices,
  payment: Payment,
  { kind }: ProviderCall,
  { code, message }: ProviderRefusal,
): Promise<Seen> {
  if (kind === 'AUTHORIZE' || kind === 'REAUTHORIZE') return { kind: 'payment', payment: failedPayment(code, message) };
  if (kind === 'REFUND') return { kind: 'refund', refund: { ref: '', status: 'failed', failure: message } };
  return { kind: 'payment', payment: await providerFor(services, payment).fetch(knownPayment(payment)) };
}
