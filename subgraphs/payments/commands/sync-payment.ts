import type { EventTrail } from '@soko/events';
import { applyProviderPayment } from '../domain/apply-provider-payment.ts';
import { applyProviderRefund } from '../domain/apply-provider-refund.ts';
import type { Payment } from '../domain/payment.ts';
import type { Refund } from '../domain/refund.ts';
import { type PaymentsServices, providerFor } from '../services.ts';
import { findPayments } from '../store/find-payments.ts';
import { findRefundsOf } from '../store/refunds.ts';
import { savePayments, type ToSave } from '../store/save-payments.ts';
import { knownPayment } from './ask-provider.ts';
import { callsAfter } from './settle.ts';

/** How often a payment may change under us before somebody has to look. */
const mostRounds = 20;

/**
 * Asks the provider how a payment and its refunds stand, and saves what that changes: what webhooks, the buyer's return
 * and polling all come down to. `ref` names the payment at the provider where it is not known here yet.
 */
export async function syncPayment(
  services: PaymentsServices,
  paymentId: string,
  trail: EventTrail,
  ref: string | null = null,
): Promise<Payment | null> {
  for (let round = 0; round < mostRounds; round += 1) {
    const payment = (await findPayments(services.pool, [paymentId])).get(paymentId);
    if (payment === undefined) return null;
    const known = { ...payment, providerRef: payment.providerRef ?? ref };
    if (known.providerRef === null) return payment;
    const saved = (await syncState(services, known, trail)) ?? (await syncRefunds(services, known, trail));
    if (saved === 'nothing') return payment;
  }
  throw new Error(`${paymentId} does not come to rest.`);
}

/** `saved` and `changed meanwhile` both mean: look again. */
type Turn = 'saved' | 'changed meanwhile' | 'nothing';

async function save(services: PaymentsServices, toSave: ToSave, trail: EventTrail): Promise<Turn> {
  const saved = await savePayments(services.pool, toSave, trail.now());
  return saved.size > 0 ? 'saved' : 'changed meanwhile';
}

/** Null when the payment stands as the provider says. */
async function syncState(services: PaymentsServices, payment: Payment, trail: EventTrail): Promise<Turn | null> {
  const seen = await providerFor(services, payment).fetch(knownPayment(payment));
  const change = applyProviderPayment(payment, seen, trail, services.settings.look);
  return change && save(services, { changes: [change], calls: callsAfter(change) }, trail);
}

async function syncRefunds(services: PaymentsServices, payment: Payment, trail: EventTrail): Promise<Turn> {
  const refunds = (await findRefundsOf(services.pool, [payment.id])).get(payment.id) ?? [];
  for (const refund of refunds) {
    const turn = await syncRefund(services, payment, refund, trail);
    if (turn !== null) return turn;
  }
  return 'nothing';
}

async function syncRefund(
  services: PaymentsServices,
  payment: Payment,
  refund: Refund,
  trail: EventTrail,
): Promise<Turn | null> {
  if (refund.providerRef === null || refund.status === 'FAILED') return null;
  const seen = await providerFor(services, payment).fetchRefund(refund.providerRef);
  const applied = applyProviderRefund(payment, refund, seen, trail, services.settings.look);
  return applied && save(services, { changes: [applied.change], refunds: [applied.refund] }, trail);
}
