import { badUserInput, serviceUnavailable } from '@soko/errors';
import type { EventTrail } from '@soko/events';
import { newId } from '@soko/ids';
import { hasBeenCaptured, hasEndedWithoutCharge, type Payment } from '../domain/payment.ts';
import type { ProviderCall } from '../domain/provider-call.ts';
import { type WrongPaymentStatus, wrongStatus } from '../domain/refusal.ts';
import { leaseFrom, type PaymentsServices } from '../services.ts';
import { beginEnding, type Ending } from '../store/calls.ts';
import { carryOut } from './carry-out.ts';
import { waitFor } from './wait-for.ts';

/** Charging what is held (at most that much), or letting it go. */
export type EndingWish =
  { kind: 'CAPTURE'; amountMinor: bigint; reason: null } | { kind: 'VOID'; amountMinor: null; reason: string };

const beginsFrom = { CAPTURE: ['AUTHORIZED'], VOID: ['REQUIRES_ACTION', 'AUTHORIZED'] } as const;

/** How long one waits for what somebody else is asking a provider, in milliseconds. */
const patienceMs = 15_000;

const callOf = (wish: EndingWish, trail: EventTrail): ProviderCall => ({
  id: newId('pcl'),
  paymentId: '',
  kind: wish.kind,
  amountMinor: wish.amountMinor,
  reason: wish.reason,
  refundId: null,
  generation: 1,
  sealed: null,
  status: 'PENDING',
  attempts: 0,
  lastError: null,
  correlationId: trail.correlationId,
});

/**
 * Charges the payment of an order or lets it go. Asked again, it answers what became of it; null when the order has no
 * payment. Throws SERVICE_UNAVAILABLE while the provider does not answer: it is asked again until it does.
 */
export async function endPayment(
  services: PaymentsServices,
  orderId: string,
  wish: EndingWish,
  trail: EventTrail,
): Promise<Payment | WrongPaymentStatus | null> {
  const attempt = async (): Promise<{ ending: Ending | null }> => {
    const call = callOf(wish, trail);
    const ending = await beginEnding(services.pool, orderId, call, beginsFrom[wish.kind], leaseFrom(services));
    if (ending === null || !ending.mine || ending.call === null) return { ending };
    const [payment] = await carryOut(services, [{ payment: ending.payment, call: ending.call }], trail);
    return { ending: { ...ending, payment: payment ?? ending.payment } };
  };
  const seen = await waitFor(attempt, ({ ending }) => ending === null || !isUnderWay(ending, wish), patienceMs);
  if (seen === null) throw serviceUnavailable('The payment provider does not answer now. Try again shortly.');
  return seen.ending && verdict(seen.ending.payment, wish);
}

/** Somebody else is asking the provider about this payment just now, or has begun to since it was read. */
function isUnderWay({ payment, call, mine }: Ending, wish: EndingWish): boolean {
  if (mine || hasBeenCaptured(payment) || hasEndedWithoutCharge(payment)) return false;
  if (wish.kind === 'VOID') return true;
  return payment.status === 'AUTHORIZED' && (call !== null || wish.amountMinor <= payment.authorizedMinor);
}

function verdict(payment: Payment, wish: EndingWish): Payment | WrongPaymentStatus {
  const { status, capturedMinor, authorizedMinor } = payment;
  if (wish.kind === 'VOID') {
    return hasEndedWithoutCharge(payment)
      ? payment
      : wrongStatus(status, `A payment that is ${status} cannot be let go.`);
  }
  if (hasBeenCaptured(payment)) {
    if (capturedMinor === wish.amountMinor) return payment;
    return wrongStatus(status, 'The payment was charged with another amount before.');
  }
  if (status === 'AUTHORIZED' && wish.amountMinor > authorizedMinor) {
    throw badUserInput('That is more than is held.', 'input.amount');
  }
  return wrongStatus(status, `A payment that is ${status} cannot be charged.`);
}
