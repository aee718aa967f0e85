import { badUserInput, idempotencyMismatch, isCallersMistake, serviceUnavailable } from '@soko/errors';
import type { EventTrail } from '@soko/events';
import { newId } from '@soko/ids';
import { type Money, toGraphMoney } from '@soko/money';
import { type Payment, refundableMinor } from '../domain/payment.ts';
import { hasBeenCaptured } from '../domain/payment.ts';
import { type WrongPaymentStatus, wrongStatus } from '../domain/refusal.ts';
import type { Refund } from '../domain/refund.ts';
import { leaseFrom, type PaymentsServices } from '../services.ts';
import { beginRefund, findRefund } from '../store/refunds.ts';
import { uniqueViolation } from '../store/unique-violation.ts';
import { carryOut } from './carry-out.ts';

export interface RefundWanted {
  /** Null for all that is left. */
  amount: Money | null;
  reason: string;
  idempotencyKey: string;
}

export type RefundOutcome =
  | { __typename: 'RefundMade'; refund: Refund; payment: Payment }
  | {
      __typename: 'RefundTooLarge';
      code: 'REFUND_TOO_LARGE';
      message: string;
      refundable: ReturnType<typeof toGraphMoney>;
    }
  | { __typename: 'RefundNotPossible'; code: 'REFUND_NOT_POSSIBLE'; message: string }
  | WrongPaymentStatus;

function check({ amount, reason, idempotencyKey }: RefundWanted, payment: Payment): void {
  if (reason.trim().length < 3 || reason.length > 500)
    throw badUserInput('Say why in 3 to 500 characters.', 'input.reason');
  if (!/^.{8,128}$/.test(idempotencyKey)) throw badUserInput('Expected 8 to 128 characters.', 'input.idempotencyKey');
  if (amount === null) return;
  if (amount.currency !== payment.currency)
    throw badUserInput(`The payment is in ${payment.currency}.`, 'input.amount.currency');
  if (amount.amountMinor <= 0n) throw badUserInput('Expected more than nothing.', 'input.amount.amount');
}

/** Two at once with one key: one of them makes the row, the other finds it. */
async function begin(services: PaymentsServices, wish: Parameters<typeof beginRefund>[1]) {
  try {
    return await beginRefund(services.pool, wish, leaseFrom(services));
  } catch (error) {
    if (uniqueViolation(error) === null) throw error;
    return beginRefund(services.pool, wish, leaseFrom(services));
  }
}

function wishFor(payment: Payment, wanted: RefundWanted, trail: EventTrail, now: Date) {
  const refund: Refund = {
    id: newId('rfd'),
    paymentId: payment.id,
    amountMinor: wanted.amount?.amountMinor ?? refundableMinor(payment),
    currency: payment.currency,
    reason: wanted.reason,
    idempotencyKey: wanted.idempotencyKey,
    status: 'PENDING',
    providerRef: null,
    failure: null,
    createdAt: now,
  };
  const call = {
    id: newId('pcl'),
    paymentId: payment.id,
    kind: 'REFUND',
    amountMinor: refund.amountMinor,
    reason: refund.reason,
    refundId: refund.id,
    generation: payment.generation,
    sealed: null,
    status: 'PENDING',
    attempts: 0,
    lastError: null,
    correlationId: trail.correlationId,
  } as const;
  return { refund, call, by: trail.actor };
}

/** Gives money of a charged payment back. The same key and input answer what became of it the first time. */
export async function refundPayment(
  services: PaymentsServices,
  payment: Payment,
  wanted: RefundWanted,
  trail: EventTrail,
): Promise<RefundOutcome> {
  check(wanted, payment);
  const wish = wishFor(payment, wanted, trail, services.now());
  const begun = await begin(services, wish);
  if (begun === null) throw new Error(`${payment.id} is gone.`);
  if (begun.refund === null) return refusal(begun.payment);
  if (begun.mine) {
    const [after] = await carryOut(services, [{ payment: begun.payment, call: wish.call }], trail).catch(pending);
    return made(services, begun.refund, after ?? begun.payment);
  }
  const { amountMinor, reason } = begun.refund;
  if ((wanted.amount !== null && wanted.amount.amountMinor !== amountMinor) || wanted.reason !== reason) {
    throw idempotencyMismatch();
  }
  return made(services, begun.refund, begun.payment);
}

/** A provider that does not answer is asked again: the refund is on record, and on its way. */
function pending(error: unknown): Payment[] {
  if (isCallersMistake(error)) return [];
  throw error;
}

async function made(services: PaymentsServices, { id }: Refund, payment: Payment): Promise<RefundOutcome> {
  const refund = await findRefund(services.pool, id);
  if (refund === null) throw serviceUnavailable();
  if (refund.status === 'FAILED') {
    const message = refund.failure ?? 'The provider could not do it.';
    return { __typename: 'RefundNotPossible', code: 'REFUND_NOT_POSSIBLE', message };
  }
  return { __typename: 'RefundMade', refund, payment };
}

function refusal(payment: Payment): RefundOutcome {
  const { status, currency } = payment;
  const left = refundableMinor(payment);
  if (!hasBeenCaptured(payment) || status === 'DISPUTED' || status === 'CHARGED_BACK') {
    return wrongStatus(status, `Of a payment that is ${status} nothing can be given back.`);
  }
  const refundable = toGraphMoney({ amountMinor: left, currency });
  const message = `At most ${refundable.amount} ${currency} can still be given back.`;
  return { __typename: 'RefundTooLarge', code: 'REFUND_TOO_LARGE', message, refundable };
}
