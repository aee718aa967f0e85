import { badUserInput, isCallersMistake, serviceUnavailable } from '@soko/errors';
import type { EventTrail } from '@soko/events';
import { hashInput, readIdempotencyKey, requireSameInput } from '@soko/idempotency';
import { newId } from '@soko/ids';
import { readText, requireChargeable } from '@soko/input';
import type { Money } from '@soko/money';
import { isUniqueViolation } from '@soko/postgres';
import { pollUntil } from '@soko/retry';
import { hasBeenCaptured, type Payment, refundableMinor } from '../domain/payment.ts';
import { refundBegunEvent } from '../domain/payment-events.ts';
import { newCall } from '../domain/provider-call.ts';
import { cannotBeRefunded, refundNotPossible, refundTooLarge } from '../domain/refusals.ts';
import { plainTerms, type Refund, type RefundTerms } from '../domain/refund.ts';
import { newLease, type PaymentsServices } from '../services.ts';
import { findPayments } from '../store/find-payments.ts';
import { beginRefund, findRefund, findRefundCall, type NewRefund, type RefundCall } from '../store/refunds.ts';
import { makeCalls } from './make-calls.ts';

export interface RefundPaymentInput {
  /** Null for all that can still be refunded. */
  amount: Money | null;
  reason: string;
  idempotencyKey: string;
  /** How the ledger divides it. Default: by the policy, in proportion. */
  terms?: RefundTerms;
}

export type RefundOutcome =
  | { __typename: 'RefundMade'; refund: Refund; payment: Payment }
  | ReturnType<typeof cannotBeRefunded | typeof refundNotPossible | typeof refundTooLarge>;

/** Refunds a captured payment. A repeat with the same key and input returns the first refund. */
export async function refundPayment(
  services: PaymentsServices,
  payment: Payment,
  input: RefundPaymentInput,
  trail: EventTrail,
): Promise<RefundOutcome> {
  const wanted = newRefund(payment, readInput(input, payment), trail, services.now());
  const begun = await beginOnce(services, wanted, trail);
  if (begun === null) throw new Error(`Payment ${payment.id} does not exist any more.`);
  if (begun.refund === null) return refusalOf(begun.payment);
  if (begun.mine) {
    const [after] = await makeCalls(services, [{ payment: begun.payment, call: wanted.call }], trail).catch(
      ignoreOutage,
    );
    return resultOf(services, begun.refund, after ?? begun.payment);
  }
  // Refunds of versions that saved no hash are recognised by their key.
  requireSameInput(begun.refund.inputHash ?? wanted.refund.inputHash, wanted.refund.inputHash);
  return firstResult(services, begun.refund, begun.payment);
}

/** Longest wait for the first request with the same key, in milliseconds. Then the refund is shown as it is. */
const firstResultTimeoutMs = 15_000;

/** The result of an earlier request with this key, which may still be waiting for the provider. */
async function firstResult(services: PaymentsServices, refund: Refund, payment: Payment): Promise<RefundOutcome> {
  const isTried = (call: RefundCall | null) => call === null || call.status !== 'PENDING' || call.attempts > 0;
  await pollUntil(() => findRefundCall(services.db, refund), isTried, { timeoutMs: firstResultTimeoutMs });
  const latest = (await findPayments(services.pool, [payment.id])).get(payment.id);
  return resultOf(services, refund, latest ?? payment);
}

function readInput(
  { amount, reason, idempotencyKey, terms = plainTerms }: RefundPaymentInput,
  { currency }: Payment,
): Required<RefundPaymentInput> {
  if (amount !== null && amount.currency !== currency) {
    throw badUserInput(`The currency must be ${currency}, the currency of the payment.`, 'amount.currency');
  }
  if (terms.deliveryMinor !== null && amount !== null && terms.deliveryMinor > amount.amountMinor) {
    throw badUserInput('The delivery must not exceed the amount.', 'deliveryAmount.amount');
  }
  return {
    amount: amount && requireChargeable(amount, 'amount'),
    reason: readText(reason, 'reason', { min: 3, max: 500 }),
    idempotencyKey: readIdempotencyKey(idempotencyKey),
    terms,
  };
}

/** The terms in the hash of the input. Those of a refund without any are left out: it has the hash that it had before there were terms. */
const termsInHash = ({ cause, deliveryMinor, feeReturned }: RefundTerms): object =>
  cause === 'OTHER' && deliveryMinor === null && feeReturned === null ? {} : { cause, deliveryMinor, feeReturned };

function newRefund(
  payment: Payment,
  { amount, reason, idempotencyKey, terms }: Required<RefundPaymentInput>,
  { actor, correlationId }: EventTrail,
  now: Date,
) {
  const { id: paymentId, currency, generation } = payment;
  const refund = {
    id: newId('rfd'),
    paymentId,
    amountMinor: amount?.amountMinor ?? refundableMinor(payment),
    currency,
    reason,
    idempotencyKey,
    inputHash: hashInput({ by: actor, amountMinor: amount?.amountMinor ?? null, reason, ...termsInHash(terms) }),
    status: 'PENDING',
    providerRef: null,
    failure: null,
    ...terms,
    createdAt: now,
  } as const;
  const { amountMinor, id: refundId } = refund;
  const call = newCall({ kind: 'REFUND', paymentId, amountMinor, reason, refundId, generation, correlationId });
  return { refund, call, by: actor };
}

/**
 * Of two requests with one key, the second may wait for the first and not see its row: it fails on the unique key, or finds
 * the amount reserved. It looks again before it refuses anything.
 */
async function beginOnce(services: PaymentsServices, wanted: NewRefund, trail: EventTrail) {
  const begin = () =>
    beginRefund(services.pool, wanted, newLease(services), (payment) =>
      refundBegunEvent(payment, wanted.refund, trail),
    );
  try {
    const begun = await begin();
    return begun?.refund === null ? await begin() : begun;
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return begin();
  }
}

/** If the provider does not respond, the saved call is repeated later and the refund stays PENDING. */
function ignoreOutage(error: unknown): Payment[] {
  if (isCallersMistake(error)) return [];
  throw error;
}

async function resultOf({ pool }: PaymentsServices, { id }: Refund, payment: Payment): Promise<RefundOutcome> {
  const refund = await findRefund(pool, id);
  if (refund === null) throw serviceUnavailable();
  if (refund.status === 'FAILED') return refundNotPossible(refund.failure);
  return { __typename: 'RefundMade', refund, payment };
}

function refusalOf(payment: Payment): RefundOutcome {
  const { status, currency } = payment;
  if (!hasBeenCaptured(payment) || status === 'DISPUTED' || status === 'CHARGED_BACK') {
    return cannotBeRefunded(payment);
  }
  return refundTooLarge({ amountMinor: refundableMinor(payment), currency }, payment.refundingMinor);
}
