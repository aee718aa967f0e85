import type { EventTrail } from '@soko/events';
import { applyProviderPayment } from '../domain/apply-provider-payment.ts';
import { applyProviderRefund } from '../domain/apply-provider-refund.ts';
import { followUpCalls } from '../domain/follow-up-calls.ts';
import type { Payment } from '../domain/payment.ts';
import type { Refund } from '../domain/refund.ts';
import { type PaymentsServices, providerFor } from '../services.ts';
import { findVoidReason } from '../store/calls.ts';
import { findPayments } from '../store/find-payments.ts';
import { findRefundsOf } from '../store/refunds.ts';
import { saveDisputes } from '../store/payment-disputes.ts';
import { savePayments, type ToSave } from '../store/save-payments.ts';
import { knownPayment } from './ask-provider.ts';
import { continueCheckout } from './continue-checkout.ts';
import { maxRounds } from './settle-calls.ts';

/**
 * Reads the status of a payment and its refunds from the provider and saves the changes. Webhooks, the buyer's return and
 * polling all lead here. `ref` is the id at the provider, for a payment that does not have it yet.
 */
export async function syncPayment(
  services: PaymentsServices,
  paymentId: string,
  trail: EventTrail,
  ref: string | null = null,
): Promise<Payment | null> {
  for (let round = 0; round < maxRounds; round += 1) {
    const payment = (await findPayments(services.pool, [paymentId])).get(paymentId);
    if (payment === undefined) return null;
    const known = { ...payment, providerRef: payment.providerRef ?? ref };
    if (known.providerRef === null) return payment;
    const outcome = (await syncStatus(services, known, trail)) ?? (await syncRefunds(services, known, trail));
    if (outcome === 'unchanged') return payment;
  }
  throw new Error(`Payment ${paymentId} kept changing; gave up after ${maxRounds} attempts.`);
}

/** After `saved` and `conflict` the payment is read again. */
type SyncOutcome = 'saved' | 'conflict' | 'unchanged';

async function saveChange({ pool }: PaymentsServices, toSave: ToSave, trail: EventTrail): Promise<SyncOutcome> {
  const saved = await savePayments(pool, toSave, trail.now());
  return saved.size > 0 ? 'saved' : 'conflict';
}

/** Null when the payment has the status that the provider reports. */
async function syncStatus(
  services: PaymentsServices,
  payment: Payment,
  trail: EventTrail,
): Promise<SyncOutcome | null> {
  const seen = await providerFor(services, payment).fetch(knownPayment(payment));
  // The call that authorises a payment reports its own failure: after a first refusal it may ask the buyer to confirm.
  if (payment.status === 'CREATED' && seen.status === 'failed') return null;
  // The provider's report may arrive before the result of our own void, which has the reason.
  const endReason =
    payment.endReason ?? (seen.status === 'voided' ? await findVoidReason(services.db, payment.id) : null);
  if (seen.disputes.length > 0) await saveDisputes(services.pool, payment, seen.disputes, trail.now());
  const change = applyProviderPayment({ ...payment, endReason }, seen, trail, services.settings.look);
  if (change === null) return null;
  const outcome = await saveChange(services, { changes: [change], calls: followUpCalls(change) }, trail);
  if (outcome === 'saved' && payment.status === 'REQUIRES_ACTION') await continueQuietly(services, payment, trail);
  return outcome;
}

/** A provider that does not respond is asked again later, and the confirmed payment is saved already. */
async function continueQuietly(services: PaymentsServices, { checkoutId }: Payment, trail: EventTrail): Promise<void> {
  try {
    await continueCheckout(services, checkoutId, trail);
  } catch (error) {
    services.log.warn({ err: error, checkout: checkoutId }, 'could not authorise the other orders yet; retrying');
  }
}

async function syncRefunds(services: PaymentsServices, payment: Payment, trail: EventTrail): Promise<SyncOutcome> {
  const refunds = (await findRefundsOf(services.pool, [payment.id])).get(payment.id) ?? [];
  for (const refund of refunds) {
    const outcome = await syncRefund(services, payment, refund, trail);
    if (outcome !== null) return outcome;
  }
  return 'unchanged';
}

async function syncRefund(
  services: PaymentsServices,
  payment: Payment,
  refund: Refund,
  trail: EventTrail,
): Promise<SyncOutcome | null> {
  if (refund.providerRef === null || refund.status === 'FAILED') return null;
  const seen = await providerFor(services, payment).fetchRefund(refund.providerRef);
  const applied = applyProviderRefund(payment, refund, seen, trail, services.settings.look);
  return applied && saveChange(services, { changes: [applied.change], refunds: [applied.refund] }, trail);
}
