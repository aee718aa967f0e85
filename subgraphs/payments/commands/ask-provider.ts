import type { Payment } from '../domain/payment.ts';
import type { ProviderCall } from '../domain/provider-call.ts';
import { failedPayment, type ProviderPayment, type ProviderRefund } from '../domain/provider-payment.ts';
import type { Attempt } from '../providers/attempt.ts';
import { type BuyerPresence, type KnownPayment, ProviderRefusal } from '../providers/provider.ts';
import { type PaymentsServices, providerFor } from '../services.ts';
import { findPayments } from '../store/find-payments.ts';
import { attachSharedCard } from './attach-shared-card.ts';
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

/** The payment of the same checkout that was asked before this one. */
export interface Lead {
  /** True when the buyer has confirmed it, or did not have to. */
  isAuthorized: boolean;
  /** The reason when it was declined: then no other payment of the checkout is tried. */
  failure: { code: string; message: string } | null;
}

const leadOf = ({ status, authorizedAt, failure }: Payment): Lead => ({
  isAuthorized: authorizedAt !== null,
  failure: status === 'FAILED' ? failure : null,
});

async function findLead({ pool }: PaymentsServices, { afterPaymentId }: ProviderCall): Promise<Lead | null> {
  const found = afterPaymentId === null ? undefined : (await findPayments(pool, [afterPaymentId])).get(afterPaymentId);
  return found === undefined ? null : leadOf(found);
}

/**
 * The lead that the result of a call makes. Null while its buyer can still confirm it: payments that follow have to wait.
 */
export function leadOfResult({ seen }: CallResult): Lead | null {
  if (seen.kind !== 'payment' || seen.payment.status === 'requires_action' || seen.payment.status === 'processing')
    return null;
  const { status, failure } = seen.payment;
  const declined = failure ?? { code: 'declined', message: 'The payment was declined.' };
  return {
    isAuthorized: status === 'authorized' || status === 'captured',
    failure: status === 'failed' ? declined : null,
  };
}

/**
 * Makes a saved call, with its id as the idempotency key. Reads the payment that it follows
 * unless it is given. Throws only `ProviderUnavailable` and errors of our database.
 */
export async function askProvider(
  services: PaymentsServices,
  payment: Payment,
  call: ProviderCall,
  lead?: Lead,
): Promise<CallResult> {
  try {
    const seen = await makeCall(services, payment, call, lead);
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

async function makeCall(services: PaymentsServices, payment: Payment, call: ProviderCall, given?: Lead): Promise<Seen> {
  const provider = providerFor(services, payment);
  const known = knownPayment(payment);
  const attempt = { key: call.id, number: call.attempts };
  const amountMinor = call.amountMinor ?? 0n;
  switch (call.kind) {
    case 'AUTHORIZE':
    case 'REAUTHORIZE': {
      const lead = given ?? (await findLead(services, call));
      return { kind: 'payment', payment: await makeAuthorization(services, payment, call, attempt, lead) };
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

async function makeAuthorization(
  services: PaymentsServices,
  payment: Payment,
  call: ProviderCall,
  attempt: Attempt,
  lead: Lead | null,
): Promise<ProviderPayment> {
  if (lead?.failure) return failedPayment(lead.failure.code, lead.failure.message);
  const instrument = openInstrument(services, call);
  const card = instrument.isShared ? await attachSharedCard(services, payment, instrument.token, attempt) : instrument;
  const request = {
    ...payment,
    token: card.token,
    customer: card.customer,
    email: instrument.email,
    phone: instrument.phone,
    ...(instrument.checkoutMinor === null ? {} : { checkoutMinor: BigInt(instrument.checkoutMinor) }),
    fitsSteps: instrument.fitsSteps,
    paymentId: payment.id,
    amountMinor: call.amountMinor ?? payment.amountMinor,
    presence: presenceOf(call, lead),
    generation: call.generation,
  };
  return providerFor(services, payment).authorize(request, attempt);
}

/** Depends on nothing that changes between the tries of a call, because a provider's key requires the same request. */
const presenceOf = ({ kind }: ProviderCall, lead: Lead | null): BuyerPresence =>
  kind === 'REAUTHORIZE' ? 'absent' : lead?.isAuthorized ? 'confirmed' : 'present';

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
