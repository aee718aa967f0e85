import { badUserInput, serviceUnavailable } from '@soko/errors';
import type { EventTrail } from '@soko/events';
import { newId } from '@soko/ids';
import { seal } from '@soko/seal';
import { mostGenerations } from '../domain/apply-reauthorization.ts';
import type { Payment } from '../domain/payment.ts';
import type { ProviderCall } from '../domain/provider-call.ts';
import { type WrongPaymentStatus, wrongStatus } from '../domain/refusal.ts';
import { leaseFrom, type PaymentsServices } from '../services.ts';
import { beginReauthorization, type Reauthorization } from '../store/begin-reauthorization.ts';
import { findPaymentsOf } from '../store/find-payments.ts';
import { findUsableMethod } from '../store/saved-methods.ts';
import { type Instrument, sealPurpose } from './ask-provider.ts';
import { carryOut } from './carry-out.ts';
import { waitFor } from './wait-for.ts';

/** Nothing could be held anew: why, in the provider's words or ours. */
export interface ReauthorizationDeclined {
  __typename: 'ReauthorizationDeclined';
  code: string;
  message: string;
}

type Outcome = Payment | WrongPaymentStatus | ReauthorizationDeclined;

/** How long one waits for what somebody else is asking a provider, in milliseconds. */
const patienceMs = 15_000;

const declined = (code: string, message: string): ReauthorizationDeclined => ({
  __typename: 'ReauthorizationDeclined',
  code,
  message,
});

/**
 * Has an expired payment's money held anew, `amountMinor` of it, with the method that the buyer saved and without them. Once per
 * expiry: asked again, it answers what became of it. Null when the order has no payment. Throws SERVICE_UNAVAILABLE while
 * the provider does not answer: it is asked again until it does.
 */
export async function reauthorizePayment(
  services: PaymentsServices,
  orderId: string,
  amountMinor: bigint,
  trail: EventTrail,
): Promise<Outcome | null> {
  const payment = (await findPaymentsOf(services.pool, [orderId])).get(orderId);
  if (payment === undefined) return null;
  if (payment.status === 'AUTHORIZED') return payment;
  if (payment.status !== 'EXPIRED') {
    return wrongStatus(payment.status, `A payment that is ${payment.status} cannot be held anew.`);
  }
  if (amountMinor <= 0n || amountMinor > payment.amountMinor) {
    throw badUserInput('Expected more than nothing, and at most what was agreed to.', 'input.amount');
  }
  const call = await callFor(services, payment, amountMinor, trail);
  return '__typename' in call ? call : goOn(services, orderId, call, trail);
}

/** The call to write down, or why there is none. */
async function callFor(
  { pool, settings }: PaymentsServices,
  payment: Payment,
  amountMinor: bigint,
  trail: EventTrail,
): Promise<ProviderCall | ReauthorizationDeclined> {
  const { id: paymentId, savedMethodId, buyerId } = payment;
  const generation = payment.generation + 1;
  if (generation > mostGenerations) return declined('expired_too_often', 'It has expired too often to be held anew.');
  const saved = savedMethodId && buyerId ? await findUsableMethod(pool, savedMethodId, buyerId) : null;
  if (saved === null) return declined('no_saved_method', 'The buyer has no saved payment method for it.');
  const instrument: Instrument = { token: saved.method.providerRef, customer: saved.customer, email: null };
  return {
    id: newId('pcl'),
    paymentId,
    kind: 'REAUTHORIZE',
    amountMinor,
    reason: null,
    refundId: null,
    generation,
    sealed: seal(settings.sealKey, sealPurpose, JSON.stringify(instrument)),
    status: 'PENDING',
    attempts: 0,
    lastError: null,
    correlationId: trail.correlationId,
  };
}

async function goOn(
  services: PaymentsServices,
  orderId: string,
  call: ProviderCall,
  trail: EventTrail,
): Promise<Outcome | null> {
  const look = async (): Promise<Reauthorization | null> => {
    const begun = await beginReauthorization(services.pool, call, leaseFrom(services));
    if (!begun?.mine) return begun;
    await carryOut(services, [{ payment: begun.payment, call }], trail);
    return beginReauthorization(services.pool, call, leaseFrom(services));
  };
  const seen = await waitFor(look, (begun) => begun === null || isSettled(begun), patienceMs);
  if (seen === null) throw serviceUnavailable('The payment provider does not answer now. Try again shortly.');
  return verdict(seen, orderId);
}

/** Somebody else may be asking the provider, or have begun to since it was read. */
const isSettled = ({ payment, call, isOver }: Reauthorization): boolean =>
  payment.status !== 'EXPIRED' || isOver || (call !== null && call.status !== 'PENDING');

function verdict({ payment, call }: Reauthorization, orderId: string): Outcome {
  if (payment.status === 'AUTHORIZED') return payment;
  if (payment.status !== 'EXPIRED') {
    return wrongStatus(payment.status, `A payment that is ${payment.status} cannot be held anew.`);
  }
  if (call === null) return wrongStatus('EXPIRED', `The payment of ${orderId} is let go for good.`);
  const [code = 'declined', ...message] = (call.lastError ?? '').split(': ');
  return declined(code, message.join(': ') || 'The payment was declined.');
}
