import type Stripe from 'stripe';
import type { PaidInvoice, Reversal } from '../domain/subscription.ts';
import { fromStripeAmount } from './stripe-amount.ts';
import { disputeFacts } from './stripe-disputes.ts';

const intentOf = ({ payment_intent: intent }: Stripe.Charge): string | null =>
  typeof intent === 'string' ? intent : (intent?.id ?? null);

const hasFailed = ({ status }: Stripe.Refund): boolean => status === 'failed' || status === 'canceled';

const dateOf = (seconds: number): Date => new Date(seconds * 1_000);

const toRefund = (refund: Stripe.Refund, invoice: string): Reversal => ({
  ref: refund.id,
  invoice,
  kind: 'REFUND',
  status: hasFailed(refund) ? 'FAILED' : 'REFUNDED',
  currency: refund.currency.toUpperCase(),
  amountMinor: fromStripeAmount(refund.amount, refund.currency),
  fee: null,
  madeAt: dateOf(refund.created),
});

function toDispute(dispute: Stripe.Dispute, invoice: string): Reversal {
  const [{ ref, status, amountMinor, fee }] = disputeFacts([dispute]).disputes as [
    ReturnType<typeof disputeFacts>['disputes'][number],
  ];
  return {
    ref,
    invoice,
    kind: 'DISPUTE',
    status: status === 'open' ? 'OPEN' : status === 'won' ? 'WON' : 'LOST',
    currency: dispute.currency.toUpperCase(),
    amountMinor,
    fee,
    madeAt: dateOf(dispute.created),
  };
}

/** Charges of a payer among which refunds and disputes are looked for, newest first: those of a shop's regular buyer are many. */
const chargesLookedAt = 500;

/** An inquiry of a bank moves no money. It keeps its id when it becomes a dispute. */
const isInquiry = ({ status }: Stripe.Dispute): boolean => status.startsWith('warning_');

/** The refunds and disputes of paid invoices: of those in `always`, and of those whose charge has some and is among the newest. */
export async function readReversals(
  stripe: Stripe,
  { customer, created }: { customer: string; created: number },
  paid: readonly PaidInvoice[],
  always: ReadonlySet<string>,
): Promise<Reversal[]> {
  const reversed = new Set<string | null>();
  const charges = stripe.charges.list({ customer, created: { gte: created }, limit: 100 });
  for (const charge of await charges.autoPagingToArray({ limit: chargesLookedAt })) {
    if (charge.disputed || charge.amount_refunded > 0) reversed.add(intentOf(charge));
  }
  const found: Reversal[] = [];
  for (const { ref, paymentRef } of paid) {
    if (!reversed.has(paymentRef) && !always.has(ref)) continue;
    const query = { payment_intent: paymentRef, limit: 100 };
    const [refunds, disputes] = await Promise.all([stripe.refunds.list(query), stripe.disputes.list(query)]);
    found.push(
      ...refunds.data.map((each) => toRefund(each, ref)),
      ...disputes.data.filter((each) => !isInquiry(each)).map((each) => toDispute(each, ref)),
    );
  }
  return found;
}
