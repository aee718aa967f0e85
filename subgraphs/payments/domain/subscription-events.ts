import { type Envelope, type EventTrail, newEvent, paymentsSubscription } from '@soko/events';
import {
  needsConfirmation,
  type PaidInvoice,
  type Reversal,
  type Subscription,
  type SubscriptionStatus,
} from './subscription.ts';

const about = ({ reference, userId }: Subscription) => ({ reference, userId });

/** An invoice was paid: money of Soko's. */
export const invoicePaidEvent = (
  it: Subscription,
  { ref, currency, amountMinor, periodStart, periodEnd, paidAt }: PaidInvoice,
  sequence: number,
  trail: EventTrail,
): Envelope => {
  const data = {
    ...about(it),
    provider: it.provider,
    invoice: ref,
    amount: { amountMinor: amountMinor.toString(), currency },
    periodStart: periodStart.toISOString(),
    periodEnd: periodEnd.toISOString(),
    paidAt: paidAt.toISOString(),
  };
  return newEvent(paymentsSubscription, 'invoice_paid', { subject: it.id, sequence, data }, trail);
};

/** Money of an invoice went back, or a refund or dispute has changed. */
export const reversedEvent = (
  it: Subscription,
  { ref, invoice, kind, status, amountMinor, currency, fee, madeAt }: Reversal,
  sequence: number,
  trail: EventTrail,
): Envelope => {
  const data = {
    ...about(it),
    provider: it.provider,
    invoice,
    reversal: ref,
    kind,
    status,
    amount: { amountMinor: amountMinor.toString(), currency },
    fee: fee && { amountMinor: fee.amountMinor.toString(), currency: fee.currency },
    madeAt: madeAt.toISOString(),
  };
  return newEvent(paymentsSubscription, 'reversed', { subject: it.id, sequence, data }, trail);
};

/** The subscription as it is now. */
export const subscriptionChangedEvent = (
  it: Subscription,
  previousStatus: SubscriptionStatus,
  sequence: number,
  trail: EventTrail,
): Envelope => {
  const data = {
    ...about(it),
    amount: { amountMinor: it.amountMinor.toString(), currency: it.currency },
    status: it.status,
    previousStatus,
    paidUntil: it.paidUntil?.toISOString() ?? null,
    endsWithPeriod: it.endsWithPeriod,
    hasCard: it.hasCard,
    needsConfirmation: needsConfirmation(it),
    failureCode: it.failure?.code ?? null,
  };
  return newEvent(paymentsSubscription, 'changed', { subject: it.id, sequence, data }, trail);
};
