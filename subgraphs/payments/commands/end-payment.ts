import { badUserInput } from '@soko/errors';
import type { EventTrail } from '@soko/events';
import { hasBeenCaptured, hasEndedWithoutCharge, type Payment } from '../domain/payment.ts';
import { isTryOf, type NextTry, nextTry } from '../domain/next-try.ts';
import { newCall } from '../domain/provider-call.ts';
import {
  cannotBeCaptured,
  cannotBeVoided,
  capturedWithAnotherAmount,
  notReturned,
  type WrongPaymentStatus,
} from '../domain/refusals.ts';
import { failedPayment } from '../domain/provider-payment.ts';
import { plainTerms } from '../domain/refund.ts';
import { newLease, type PaymentsServices, providerFor } from '../services.ts';
import { findPayments } from '../store/find-payments.ts';
import { refundPayment } from './refund-payment.ts';
import { beginEnding, claimUnbegun, type Ending } from '../store/calls.ts';
import { findRefundsOf } from '../store/refunds.ts';
import { makeCalls } from './make-calls.ts';
import { settleCalls } from './settle-calls.ts';
import { waitForProvider } from './wait-for-provider.ts';

/** Captures at most the authorised amount, or voids the payment. */
export type EndPaymentInput = { orderId: string } & (
  { kind: 'CAPTURE'; amountMinor: bigint } | { kind: 'VOID'; reason: string }
);

const allowedFrom = { CAPTURE: ['AUTHORIZED'], VOID: ['REQUIRES_ACTION', 'AUTHORIZED'] } as const;

export type NotReturned = ReturnType<typeof notReturned>;

/**
 * Captures or voids the payment of an order. A repeat returns the current result. Null when the order has no payment.
 * Throws SERVICE_UNAVAILABLE if the provider does not respond; the call is repeated later until it does.
 */
export async function endPayment(
  services: PaymentsServices,
  input: EndPaymentInput,
  trail: EventTrail,
): Promise<Payment | WrongPaymentStatus | NotReturned | null> {
  const { orderId, ...request } = input;
  const makeOrFindCall = async (): Promise<Ending | null> => {
    const call = newCall({ ...request, paymentId: '', correlationId: trail.correlationId });
    const ending = await beginEnding(services.pool, orderId, call, allowedFrom[input.kind], newLease(services));
    if (ending?.payment.status === 'CREATED' && input.kind === 'VOID') {
      const payment = await voidUnbegun(services, input, trail);
      return payment === null ? ending : { ...ending, payment };
    }
    if (ending === null || !ending.mine || ending.call === null) return ending;
    const [payment] = await makeCalls(services, [{ payment: ending.payment, call: ending.call }], trail);
    return { ...ending, payment: payment ?? ending.payment };
  };
  const ending = await waitForProvider(makeOrFindCall, (found) => found === null || !isPending(found, input));
  if (ending === null) return null;
  return (await returnTaken(services, ending.payment, input, trail)) ?? resultOf(ending.payment, input);
}

/**
 * Returns money that a provider without holds has taken: all of it where a void is asked for, or what exceeds the amount to
 * capture, rounded up to what the provider can return. Null when there is nothing to return. A refund that failed is made again
 * under another key, a few times.
 */
async function returnTaken(
  services: PaymentsServices,
  payment: Payment,
  input: EndPaymentInput,
  trail: EventTrail,
): Promise<Payment | NotReturned | null> {
  const { takesAtOnce } = providerFor(services, payment);
  if (takesAtOnce === null || !hasBeenCaptured(payment)) return null;
  const { id, capturedMinor, currency } = payment;
  const excessMinor = input.kind === 'VOID' ? null : roundUp(capturedMinor - input.amountMinor, takesAtOnce.stepMinor);
  if (excessMinor !== null && excessMinor < 0n) return null;
  if (excessMinor === 0n || (excessMinor === null && payment.refundedMinor + payment.refundingMinor === capturedMinor))
    return payment;
  // The key and the actor are the same for all who ask, so that the money is returned once.
  const firstKey = `${input.kind === 'VOID' ? 'void' : 'capture'}:${id}`;
  const due = await nextReturn(services, payment, firstKey);
  if (due.kind !== 'due') return notReturnedYet(payment, due);
  const amount = excessMinor === null ? null : { amountMinor: excessMinor, currency };
  const reason = 'The order costs less than was paid, or was given up.';
  const own = { ...trail, actor: { kind: 'service', id: 'payments' } } as const;
  // What was never sold has no fee, whatever the policy for refunds is.
  const terms = { ...plainTerms, feeReturned: true };
  await refundPayment(services, payment, { amount, reason, idempotencyKey: due.key, terms }, own);
  const made = await nextReturn(services, payment, firstKey);
  if (made.kind !== 'due') return notReturnedYet(payment, made);
  return (await findPayments(services.pool, [id])).get(id) ?? payment;
}

async function nextReturn({ pool, now }: PaymentsServices, { id }: Payment, firstKey: string): Promise<NextTry> {
  const refunds = (await findRefundsOf(pool, [id])).get(id) ?? [];
  const tries = refunds
    .filter(({ idempotencyKey: key }) => isTryOf(firstKey, key))
    .map(({ idempotencyKey: key, status, failure, createdAt: at }) => ({
      key,
      hasFailed: status === 'FAILED',
      failure,
      at,
    }));
  return nextTry(firstKey, tries, now());
}

const notReturnedYet = (payment: Payment, next: Exclude<NextTry, { kind: 'due' }>): NotReturned =>
  next.kind === 'postponed'
    ? notReturned(payment, 'It is tried again.', next.until)
    : notReturned(payment, next.failure, null);

const roundUp = (amountMinor: bigint, step: bigint): bigint => ((amountMinor + step - 1n) / step) * step;

/** Voids a payment that still waits for another one of its checkout, so that the provider does not know it. */
async function voidUnbegun(
  services: PaymentsServices,
  { orderId, reason }: { orderId: string; reason: string },
  trail: EventTrail,
): Promise<Payment | null> {
  const claimed = await claimUnbegun(services.pool, orderId, newLease(services).claimedUntil);
  if (claimed === null) return null;
  const payment = { ...claimed.payment, endReason: reason };
  const seen = { ...failedPayment('voided', reason), status: 'voided', failure: null } as const;
  const result = { payment, call: claimed.call, seen: { kind: 'payment', payment: seen }, status: 'FAILED' } as const;
  const [after] = await settleCalls(services, [{ ...result, error: `voided: ${reason}` }], trail);
  return after ?? null;
}

/** True while another request is making the call, or has begun it since the payment was read. */
function isPending({ payment, call, mine }: Ending, input: EndPaymentInput): boolean {
  if (mine || hasBeenCaptured(payment) || hasEndedWithoutCharge(payment)) return false;
  if (input.kind === 'VOID') return true;
  return payment.status === 'AUTHORIZED' && (call !== null || input.amountMinor <= payment.authorizedMinor);
}

function resultOf(payment: Payment, input: EndPaymentInput): Payment | WrongPaymentStatus {
  const { status, capturedMinor, authorizedMinor } = payment;
  if (input.kind === 'VOID') return hasEndedWithoutCharge(payment) ? payment : cannotBeVoided(payment);
  if (hasBeenCaptured(payment)) {
    return capturedMinor === input.amountMinor ? payment : capturedWithAnotherAmount(payment);
  }
  if (status === 'AUTHORIZED' && input.amountMinor > authorizedMinor) {
    throw badUserInput('The amount must not exceed the authorised amount.', 'amount');
  }
  return cannotBeCaptured(payment);
}
