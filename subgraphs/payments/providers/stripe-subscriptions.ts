import Stripe from 'stripe';
import type { PaidInvoice, SubscriptionReport } from '../domain/subscription.ts';
import { isStuck, keyOf } from './attempt.ts';
import { declinedIntent, type StripeOptions } from './stripe.ts';
import { actionOf, cardOf, createStripeCards, declineOf } from './stripe-subscription-cards.ts';
import { fromStripeAmount, toStripeAmount } from './stripe-amount.ts';
import { readReversals } from './stripe-reversals.ts';
import { callStripe, isMissing } from './stripe-errors.ts';
import type { SubscribeRequest, Subscriptions } from './subscriptions.ts';

const idOf = (object: string | { id: string } | null | undefined): string | null =>
  typeof object === 'string' ? object : (object?.id ?? null);

const dateOf = (seconds: number): Date => new Date(seconds * 1_000);

/** The product of all subscriptions: Stripe names it on its invoices and in its dashboard. */
const product = { id: 'soko_subscription', name: 'Soko' };

const intentOf = (found: Stripe.InvoicePayment | undefined): string | null => idOf(found?.payment.payment_intent);

const intentsOf = ({ payments }: Stripe.Invoice): Stripe.InvoicePayment[] =>
  (payments?.data ?? []).filter(({ payment }) => payment.type === 'payment_intent');

/** The payment that an invoice waits for, or was paid by. An earlier one may have been cancelled. */
const paymentOf = (invoice: Stripe.Invoice): string | null => {
  const intents = intentsOf(invoice);
  return intentOf(intents.find(({ status }) => status !== 'canceled') ?? intents[0]);
};

/** The payment that brought the money. Null when it was not paid at Stripe. */
const paidBy = (invoice: Stripe.Invoice): string | null =>
  intentOf(intentsOf(invoice).find(({ status }) => status === 'paid'));

/** An invoice that was paid with money at Stripe. One that was settled by a credit, or elsewhere, brought none. */
function toPaid(invoice: Stripe.Invoice): PaidInvoice[] {
  const payment = paidBy(invoice);
  const [line] = invoice.lines.data;
  if (payment === null || line === undefined || invoice.amount_paid === 0) return [];
  return [
    {
      ref: invoice.id,
      paymentRef: payment,
      currency: invoice.currency.toUpperCase(),
      amountMinor: fromStripeAmount(invoice.amount_paid, invoice.currency),
      periodStart: dateOf(line.period.start),
      periodEnd: dateOf(line.period.end),
      paidAt: dateOf(invoice.status_transitions.paid_at ?? invoice.created),
    },
  ];
}

function statusOf({ status }: Stripe.Subscription): SubscriptionReport['status'] {
  switch (status) {
    case 'active':
    case 'trialing':
      return 'active';
    case 'incomplete':
      return 'incomplete';
    case 'incomplete_expired':
      return 'failed';
    case 'canceled':
      return 'ended';
    default:
      return 'past_due';
  }
}

/** True for an intent that no confirmation was tried with. */
const isUntried = ({ status, last_payment_error: error }: Stripe.PaymentIntent): boolean =>
  status === 'requires_confirmation' || (status === 'requires_payment_method' && error === null);

const invoices = { limit: 100, expand: ['data.payments'] };

/** Subscriptions of Stripe Billing with one price a month. https://docs.stripe.com/billing/subscriptions/overview */
export function createStripeSubscriptions(
  stripe: Stripe,
  { returnUrl }: Pick<StripeOptions, 'returnUrl'>,
): Subscriptions {
  /** Stripe has the product already, unless this is the first subscription of the account. */
  async function ensureProduct(): Promise<void> {
    try {
      await stripe.products.create(product);
    } catch (error) {
      const exists = error instanceof Stripe.errors.StripeError && error.code === 'resource_already_exists';
      if (!exists) throw error;
    }
  }

  /** The subscription that an earlier try without a response may have created. */
  async function find({ id, customerRef }: SubscribeRequest): Promise<Stripe.Subscription | null> {
    for await (const found of stripe.subscriptions.list({ customer: customerRef, status: 'all', limit: 100 })) {
      if (found.metadata['subscriptionId'] === id) return found;
    }
    return null;
  }

  async function create(request: SubscribeRequest, idempotencyKey: string): Promise<Stripe.Subscription> {
    const { id, description, customerRef, methodRef, amountMinor, currency } = request;
    return stripe.subscriptions.create(
      {
        customer: customerRef,
        default_payment_method: methodRef,
        items: [
          {
            price_data: {
              currency: currency.toLowerCase(),
              product: product.id,
              recurring: { interval: 'month' },
              unit_amount: toStripeAmount(amountMinor, currency),
            },
          },
        ],
        // The payer is present: the first payment is confirmed below, where the bank may ask them.
        payment_behavior: 'default_incomplete',
        payment_settings: { payment_method_types: ['card'] },
        description,
        metadata: { subscriptionId: id },
      },
      { idempotencyKey },
    );
  }

  async function firstIntent(ref: string): Promise<Stripe.PaymentIntent> {
    const { latest_invoice: invoice } = await stripe.subscriptions.retrieve(ref, {
      expand: ['latest_invoice.payments'],
    });
    const id = invoice === null || typeof invoice === 'string' ? null : paymentOf(invoice);
    if (id === null) throw new Error(`The first invoice of ${ref} has no payment.`);
    return stripe.paymentIntents.retrieve(id);
  }

  /** Charges the first month. A declined card is read from the intent afterwards. */
  async function confirm(intent: Stripe.PaymentIntent, methodRef: string, idempotencyKey: string): Promise<void> {
    if (!isUntried(intent)) return;
    try {
      const params = { payment_method: methodRef, return_url: returnUrl };
      await stripe.paymentIntents.confirm(intent.id, params, { idempotencyKey });
    } catch (error) {
      if (declinedIntent(error) === null) throw error;
    }
  }

  const cards = createStripeCards(stripe, returnUrl);

  /** A subscription with its card. */
  const retrieve = (ref: string): Promise<Stripe.Subscription> =>
    stripe.subscriptions.retrieve(ref, { expand: ['default_payment_method'] });

  /** What the payer of the latest renewal must confirm. */
  async function findAction({ id, status }: Stripe.Subscription): Promise<SubscriptionReport['action']> {
    const [latest] = status === 'past_due' ? await cards.openOf(id, paymentOf) : [];
    return latest === undefined ? null : actionOf(latest.intent, latest.invoice);
  }

  async function report(
    seen: Stripe.Subscription,
    failure: SubscriptionReport['failure'],
    reversed: ReadonlySet<string>,
  ): Promise<SubscriptionReport> {
    const { data } = await stripe.invoices.list({ subscription: seen.id, status: 'paid', ...invoices });
    const paid = data.flatMap(toPaid);
    // Paid since it was read: the latest invoice of one that is past due is not paid.
    const isOlder = seen.status === 'past_due' && data.some(({ id }) => id === idOf(seen.latest_invoice));
    const found = isOlder ? await retrieve(seen.id) : seen;
    const since = { customer: idOf(found.customer)!, created: found.created };
    return {
      ref: found.id,
      status: statusOf(found),
      endsWithPeriod: found.cancel_at_period_end || found.cancel_at !== null,
      card: cardOf(found),
      action: await findAction(found),
      failure,
      paid,
      reversals: paid.length === 0 ? [] : await readReversals(stripe, since, paid, reversed),
    };
  }

  /** Voids an invoice. Stripe refuses this for one that was paid meanwhile. */
  async function voidUnpaid(invoice: string): Promise<void> {
    try {
      await stripe.invoices.voidInvoice(invoice);
    } catch (error) {
      if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error;
    }
  }

  /** Voids the first invoice, which expires the subscription. */
  const giveUp = ({ latest_invoice: invoice }: Stripe.Subscription): Promise<void> => voidUnpaid(idOf(invoice)!);

  /** Voids what was to be paid: Stripe leaves it open, and people could pay it. A draft is not charged after the end. */
  async function voidOpen(subscription: string): Promise<void> {
    for await (const { id } of stripe.invoices.list({ subscription, status: 'open', limit: 100 })) await voidUnpaid(id);
  }

  async function end(ref: string): Promise<void> {
    await voidOpen(ref);
    try {
      await stripe.subscriptions.cancel(ref);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }

  async function isPeriodPaid(ref: string): Promise<boolean> {
    const { latest_invoice: invoice } = await stripe.subscriptions.retrieve(ref, { expand: ['latest_invoice'] });
    return typeof invoice === 'object' && invoice?.status === 'paid';
  }

  /** Stripe would first charge a period that has begun. So no further one begins, and one that is not paid ends now. */
  async function endWithPeriod(ref: string): Promise<void> {
    await stripe.subscriptions.update(ref, { cancel_at_period_end: true });
    if (await isPeriodPaid(ref)) return;
    await voidOpen(ref);
    if (!(await isPeriodPaid(ref))) await end(ref);
  }

  /** One that is not incomplete. The reason of a failure stays at its intent, also after it was given up. */
  async function reportOf(found: Stripe.Subscription, reversed: ReadonlySet<string>): Promise<SubscriptionReport> {
    if (found.status !== 'incomplete_expired') return report(found, null, reversed);
    const intent = await firstIntent(found.id);
    return report(found, intent.last_payment_error === null ? null : declineOf(intent), reversed);
  }

  async function fetch(ref: string, reversed: ReadonlySet<string> = new Set()): Promise<SubscriptionReport> {
    const found = await retrieve(ref);
    if (found.status !== 'incomplete') return reportOf(found, reversed);
    const intent = await firstIntent(ref);
    if (isUntried(intent)) return { ...(await report(found, null, reversed)), status: 'unconfirmed' };
    // A card that was declined: the payer chooses another one for another subscription.
    if (intent.status !== 'requires_payment_method')
      return { ...(await report(found, null, reversed)), action: actionOf(intent, {}) };
    await giveUp(found);
    return reportOf(await retrieve(ref), reversed);
  }

  return {
    create: (request, attempt) =>
      callStripe(async () => {
        await ensureProduct();
        const earlier = isStuck(attempt) ? await find(request) : null;
        const { id } = earlier ?? (await create(request, keyOf(attempt)));
        return id;
      }),

    confirm: (ref, { methodRef }, attempt) =>
      callStripe(async () => {
        const { status } = await stripe.subscriptions.retrieve(ref);
        if (status === 'incomplete') await confirm(await firstIntent(ref), methodRef, `${keyOf(attempt)}:confirm`);
      }),

    fetch: (ref, reversed) => callStripe(() => fetch(ref, reversed)),

    giveUp: (ref) =>
      callStripe(async () => {
        const found = await stripe.subscriptions.retrieve(ref);
        if (found.status === 'incomplete') await giveUp(found);
        return fetch(ref);
      }),

    setEndsWithPeriod: (ref, ends) =>
      callStripe(async () => {
        if (ends) await endWithPeriod(ref);
        else await stripe.subscriptions.update(ref, { cancel_at_period_end: false });
      }),

    setCard: (ref, card, presence) =>
      callStripe(async () => {
        await stripe.subscriptions.update(ref, { default_payment_method: card });
        let failure: ReturnType<typeof declineOf> | null = null;
        // After one that was declined, the others are not tried.
        for (const { intent } of await cards.openOf(ref, paymentOf))
          failure ??= await cards.pay(intent, card, presence);
        return failure;
      }),

    end: (ref) => callStripe(() => end(ref)),
  };
}
