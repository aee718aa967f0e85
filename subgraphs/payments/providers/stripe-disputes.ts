import type Stripe from 'stripe';
import type { ProviderDispute, ProviderPayment } from '../domain/provider-payment.ts';
import type { DisputeDesk, DisputeEvidence } from './dispute-desk.ts';
import { fromStripeAmount } from './stripe-amount.ts';
import { callStripe } from './stripe-errors.ts';

/** Statuses of disputes that ended without a loss. */
const over: readonly string[] = ['won', 'warning_closed', 'prevented'];

const outcomeOf = ({ status }: Stripe.Dispute): ProviderDispute['status'] =>
  status === 'lost' ? 'lost' : over.includes(status) ? 'won' : 'open';

/** What Stripe charges for the dispute, in the currency of the account's balance. Null before it is known. */
function feeOf({ balance_transactions: transactions }: Stripe.Dispute): ProviderDispute['fee'] {
  const [first] = transactions;
  if (first === undefined) return null;
  const amountMinor = transactions.reduce((sum, { fee, currency }) => sum + fromStripeAmount(fee, currency), 0n);
  return amountMinor > 0n ? { amountMinor, currency: first.currency.toUpperCase() } : null;
}

const toProviderDispute = (dispute: Stripe.Dispute): ProviderDispute => ({
  ref: dispute.id,
  status: outcomeOf(dispute),
  amountMinor: fromStripeAmount(dispute.amount, dispute.currency),
  reason: dispute.reason,
  evidenceDueAt: dispute.evidence_details.due_by === null ? null : new Date(dispute.evidence_details.due_by * 1_000),
  fee: feeOf(dispute),
});

type DisputeFacts = Pick<ProviderPayment, 'dispute' | 'chargedBackMinor' | 'disputes'>;

/** What the disputes of a charge say about its payment. */
export function disputeFacts(all: readonly Stripe.Dispute[]): DisputeFacts {
  const disputes = all.map(toProviderDispute);
  const lost = disputes.filter(({ status }) => status === 'lost');
  const isOpen = disputes.some(({ status }) => status === 'open');
  return {
    disputes,
    dispute: lost.length > 0 ? 'lost' : isOpen ? 'open' : 'none',
    chargedBackMinor: lost.reduce((sum, { amountMinor }) => sum + amountMinor, 0n),
  };
}

const ifKnown = <Name extends string>(name: Name, text: string | null): { [Key in Name]?: string } =>
  text === null ? {} : ({ [name]: text } as { [Key in Name]?: string });

/** Stripe's fields: https://docs.stripe.com/api/disputes/evidence_object */
const toEvidence = ({ text, goods, trackingNumber, shippingDate, proof }: DisputeEvidence) => ({
  uncategorized_text: proof === null ? text : `${text}\n\nProof of delivery: ${proof}`,
  product_description: goods,
  ...ifKnown('shipping_tracking_number', trackingNumber),
  ...ifKnown('shipping_date', shippingDate),
});

/** Disputes of card payments. Evidence is submitted at once: Stripe passes it to the bank. */
export const createStripeDisputes = (stripe: Stripe): DisputeDesk => ({
  submit: (ref, evidence, key) =>
    callStripe(async () => {
      await stripe.disputes.update(ref, { evidence: toEvidence(evidence), submit: true }, { idempotencyKey: key });
    }),
  accept: (ref, key) =>
    callStripe(async () => {
      await stripe.disputes.close(ref, {}, { idempotencyKey: key });
    }),
});
