import Stripe from 'stripe';
import { explainDecline } from '../domain/explain-decline.ts';
import type { SubscriptionReport } from '../domain/subscription.ts';
import { actionUrlOf, declinedIntent, failureOf } from './stripe.ts';
import type { Subscriptions } from './subscriptions.ts';

export function declineOf(intent: Stripe.PaymentIntent): { code: string; message: string } {
  const code = failureOf(intent)?.code ?? 'declined';
  return { code, message: explainDecline(code) };
}

/** The card of a subscription. Null for one that was removed: Stripe may still name it. Its default method must be expanded. */
export function cardOf({ default_payment_method: card }: Stripe.Subscription): string | null {
  return typeof card === 'object' && card?.customer ? card.id : null;
}

/** The bank wants the payer to confirm: it has asked them, or has declined a payment that was made without them. */
const isAsked = ({ status, last_payment_error: error }: Stripe.PaymentIntent): boolean =>
  status === 'requires_action' || (status === 'requires_payment_method' && error?.code === 'authentication_required');

/** What the payer of a renewal does: the step of the bank, or Stripe's page of the invoice. */
export const actionOf = (
  intent: Stripe.PaymentIntent,
  { hosted_invoice_url: page = null }: Pick<Stripe.Invoice, 'hosted_invoice_url'>,
): SubscriptionReport['action'] =>
  isAsked(intent) ? { clientSecret: intent.client_secret, url: actionUrlOf(intent) ?? page } : null;

const isPayable = ({ status }: Stripe.PaymentIntent): boolean =>
  status === 'requires_payment_method' || status === 'requires_confirmation' || status === 'requires_action';

/** True while the payer has a page on which they confirm the payment by this card. */
const waitsForPayer = (intent: Stripe.PaymentIntent, card: string): boolean =>
  intent.status === 'requires_action' && intent.payment_method === card && actionUrlOf(intent) !== null;

interface Open {
  invoice: Stripe.Invoice;
  intent: Stripe.PaymentIntent;
}

/** The cards of Stripe's subscriptions, and what they have not paid. */
export function createStripeCards(stripe: Stripe, returnUrl: string) {
  /** The payments that a subscription waits for, the latest first. */
  async function openOf(subscription: string, paymentOf: (invoice: Stripe.Invoice) => string | null): Promise<Open[]> {
    const params = { subscription, status: 'open' as const, limit: 100, expand: ['data.payments'] };
    const { data } = await stripe.invoices.list(params);
    const open: Open[] = [];
    for (const invoice of data) {
      const id = paymentOf(invoice);
      if (id !== null) open.push({ invoice, intent: await stripe.paymentIntents.retrieve(id) });
    }
    return open;
  }

  /** Charges a card. Returns why it was declined. Stripe charges an invoice once, however often this is called. */
  async function pay(
    intent: Stripe.PaymentIntent,
    card: string,
    presence: Parameters<Subscriptions['setCard']>[2],
  ): Promise<ReturnType<typeof declineOf> | null> {
    if (!isPayable(intent) || waitsForPayer(intent, card)) return null;
    const payer = presence === 'present' ? { return_url: returnUrl } : { off_session: true };
    try {
      await stripe.paymentIntents.confirm(intent.id, { payment_method: card, ...payer });
      return null;
    } catch (error) {
      const declined = declinedIntent(error);
      if (declined !== null) return declineOf(declined);
      // Paid, or voided, since it was read.
      if (error instanceof Stripe.errors.StripeError && error.code === 'payment_intent_unexpected_state') return null;
      throw error;
    }
  }

  return { openOf, pay };
}
