import { badUserInput } from '@soko/errors';
import type { EventTrail } from '@soko/events';
import { maxGenerations } from '../domain/apply-reauthorization.ts';
import type { Payment } from '../domain/payment.ts';
import { newCall, type ProviderCall } from '../domain/provider-call.ts';
import {
  cannotBeReauthorized,
  type ReauthorizationDeclined,
  reauthorizationDeclined,
  type WrongPaymentStatus,
  wrongPaymentStatus,
} from '../domain/refusals.ts';
import { newLease, type PaymentsServices } from '../services.ts';
import { beginReauthorization, type Reauthorization } from '../store/begin-reauthorization.ts';
import { findPaymentsOf } from '../store/find-payments.ts';
import { findUsableMethod } from '../store/saved-methods.ts';
import { sealInstrument } from './instrument.ts';
import { makeCalls } from './make-calls.ts';
import { waitForProvider } from './wait-for-provider.ts';

export interface ReauthorizePaymentInput {
  orderId: string;
  amountMinor: bigint;
}

type Outcome = Payment | WrongPaymentStatus | ReauthorizationDeclined;

/**
 * Authorises an expired payment again, with the buyer's saved payment method and without the buyer. Once per expiry: a
 * repeat returns the current result. Null when the order has no payment. Throws SERVICE_UNAVAILABLE if the provider does
 * not respond; the call is repeated later until it does.
 */
export async function reauthorizePayment(
  services: PaymentsServices,
  { orderId, amountMinor }: ReauthorizePaymentInput,
  trail: EventTrail,
): Promise<Outcome | null> {
  const payment = (await findPaymentsOf(services.pool, [orderId])).get(orderId);
  if (payment === undefined) return null;
  if (payment.status === 'AUTHORIZED') return payment;
  if (payment.status !== 'EXPIRED') return cannotBeReauthorized(payment);
  if (amountMinor > payment.amountMinor) {
    throw badUserInput('The amount must not exceed the amount of the first authorisation.', 'amount');
  }
  const call = await newReauthorization(services, payment, amountMinor, trail);
  return '__typename' in call ? call : makeOrAwaitCall(services, orderId, call, trail);
}

async function newReauthorization(
  services: PaymentsServices,
  payment: Payment,
  amountMinor: bigint,
  { correlationId }: EventTrail,
): Promise<ProviderCall | ReauthorizationDeclined> {
  const { id: paymentId, savedMethodId, buyerId } = payment;
  const generation = payment.generation + 1;
  if (generation > maxGenerations) {
    return reauthorizationDeclined('expired_too_often', `A payment can be authorised at most ${maxGenerations} times.`);
  }
  const saved = savedMethodId && buyerId ? await findUsableMethod(services.pool, savedMethodId, buyerId) : null;
  if (saved === null) {
    return reauthorizationDeclined('no_saved_method', 'The buyer has no saved payment method for this payment.');
  }
  const instrument = {
    token: saved.method.providerRef,
    customer: saved.customer,
    email: null,
    isShared: false,
    phone: null,
    checkoutMinor: null,
    fitsSteps: true,
  };
  const sealed = sealInstrument(services, instrument);
  return newCall({ kind: 'REAUTHORIZE', paymentId, amountMinor, generation, sealed, correlationId });
}

async function makeOrAwaitCall(
  services: PaymentsServices,
  orderId: string,
  call: ProviderCall,
  trail: EventTrail,
): Promise<Outcome | null> {
  const makeOrFindCall = async (): Promise<Reauthorization | null> => {
    const begun = await beginReauthorization(services.pool, call, newLease(services));
    if (!begun?.mine) return begun;
    await makeCalls(services, [{ payment: begun.payment, call }], trail);
    return beginReauthorization(services.pool, call, newLease(services));
  };
  const seen = await waitForProvider(makeOrFindCall, (begun) => begun === null || isSettled(begun));
  return seen && resultOf(seen, orderId);
}

/** False while another request is making the call, or has begun it since the payment was read. */
const isSettled = ({ payment, call, isOver }: Reauthorization): boolean =>
  payment.status !== 'EXPIRED' || isOver || (call !== null && call.status !== 'PENDING');

function resultOf({ payment, call }: Reauthorization, orderId: string): Outcome {
  if (payment.status === 'AUTHORIZED') return payment;
  if (payment.status !== 'EXPIRED') return cannotBeReauthorized(payment);
  if (call === null) return wrongPaymentStatus('EXPIRED', `The payment of ${orderId} is being captured or voided.`);
  const [code = 'declined', ...message] = (call.lastError ?? '').split(': ');
  return reauthorizationDeclined(code, message.join(': ') || 'The payment was declined.');
}
