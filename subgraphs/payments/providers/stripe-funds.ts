import { badUserInput } from '@soko/errors';
import { requireChargeable } from '@soko/input';
import type Stripe from 'stripe';
import { type CollectionReport, collectionReport } from '../domain/collection.ts';
import { explainDecline } from '../domain/explain-decline.ts';
import { type Attempt, isStuck, keyOf } from './attempt.ts';
import type { CollectRequest, FundsProvider } from './funds-provider.ts';
import { ProviderUnavailable } from './provider.ts';
import { actionUrlOf, declinedIntent, failureOf, type StripeOptions } from './stripe.ts';
import { fromStripeAmount, toStripeAmount } from './stripe-amount.ts';
import { createStripeAccounts } from './stripe-accounts.ts';
import { callStripe, throwAsProviderError } from './stripe-errors.ts';
import { createStripePayouts } from './stripe-payouts.ts';
import { createStripeSubscriptions } from './stripe-subscriptions.ts';

const idOf = (object: string | { id: string } | null | undefined): string | null =>
  typeof object === 'string' ? object : (object?.id ?? null);

function failed(intent: Stripe.PaymentIntent): CollectionReport {
  const code = failureOf(intent)?.code ?? (intent.status === 'canceled' ? 'payment_voided' : 'declined');
  return collectionReport('failed', { ref: intent.id, failure: { code, message: explainDecline(code) } });
}

const sumOf = (amounts: readonly { amount: number; currency: string }[]): bigint =>
  amounts.reduce((sum, { amount, currency }) => sum + fromStripeAmount(amount, currency), 0n);

const isLost = ({ status }: Stripe.Dispute): boolean => status === 'lost';
/** A pending refund may fail: then its money never left. */
const isPaid = ({ status }: Stripe.Refund): boolean => status === 'succeeded';

function toReport(intent: Stripe.PaymentIntent): CollectionReport {
  const { id: ref, currency, client_secret: clientSecret } = intent;
  switch (intent.status) {
    case 'succeeded':
      return collectionReport('succeeded', {
        ref,
        receivedMinor: fromStripeAmount(intent.amount_received, currency),
        receipt: idOf(intent.latest_charge),
      });
    case 'requires_action':
    case 'requires_confirmation':
      return collectionReport('requires_action', { ref, action: { clientSecret, url: actionUrlOf(intent) } });
    case 'requires_payment_method':
    case 'canceled':
      return failed(intent);
    default:
      return collectionReport('pending', { ref });
  }
}

/** Tolerated difference between Stripe's clock and ours, and the time after which Stripe may forget a key. */
const searchS = 2 * 86_400;

/** Deposits by card: one intent per collection, captured at once. The payer is present, so the bank may ask to confirm. */
export function createStripeFunds(
  stripe: Stripe,
  { returnUrl }: Pick<StripeOptions, 'returnUrl'>,
  now: () => Date = () => new Date(),
): FundsProvider {
  /** The intent that an earlier try without a response may have created. */
  async function findIntent(collectionId: string): Promise<Stripe.PaymentIntent | null> {
    const since = Math.floor(now().getTime() / 1_000) - searchS;
    for await (const intent of stripe.paymentIntents.list({ created: { gte: since }, limit: 100 })) {
      if (intent.metadata['collectionId'] === collectionId) return intent;
    }
    return null;
  }

  /** What the bank took back in disputes, and what was refunded at Stripe. */
  async function returnedOf({ id, latest_charge: charge }: Stripe.PaymentIntent): Promise<bigint> {
    if (charge === null || typeof charge === 'string') return 0n;
    const query = { payment_intent: id, limit: 100 };
    const disputes = charge.disputed ? (await stripe.disputes.list(query)).data : [];
    const refunds = charge.amount_refunded > 0 ? (await stripe.refunds.list(query)).data : [];
    return sumOf(disputes.filter(isLost)) + sumOf(refunds.filter(isPaid));
  }

  async function retrieve(ref: string): Promise<CollectionReport> {
    const intent = await stripe.paymentIntents.retrieve(ref, { expand: ['latest_charge'] });
    return { ...toReport(intent), returnedMinor: await returnedOf(intent) };
  }

  async function create({ id, userId, token, customer, description, ...money }: CollectRequest, attempt: Attempt) {
    try {
      return toReport(
        await stripe.paymentIntents.create(
          {
            amount: toStripeAmount(money.amountMinor, money.currency),
            currency: money.currency.toLowerCase(),
            payment_method: token!,
            payment_method_types: ['card'],
            confirm: true,
            return_url: returnUrl,
            description,
            ...(customer === null ? {} : { customer }),
            metadata: { collectionId: id, ...(userId === null ? {} : { userId }) },
          },
          { idempotencyKey: keyOf(attempt) },
        ),
      );
    } catch (error) {
      const declined = declinedIntent(error);
      if (declined === null) return throwAsProviderError(error);
      return failed(declined);
    }
  }

  return {
    name: 'stripe',
    isRepeatable: true,
    mayTakeBack: true,
    payouts: createStripePayouts(stripe),
    accounts: createStripeAccounts(stripe, { returnUrl }),
    subscriptions: createStripeSubscriptions(stripe, { returnUrl }),

    check({ token, amountMinor, currency }) {
      if (token === null) throw badUserInput('A deposit by card needs a `token`.', 'token');
      requireChargeable({ amountMinor, currency }, 'amount.amount');
    },

    async collect(request, attempt) {
      const earlier = isStuck(attempt) ? await callStripe(() => findIntent(request.id)) : null;
      return earlier === null ? create(request, attempt) : toReport(earlier);
    },

    async fetchCollection({ id, ref }) {
      if (ref !== null) return callStripe(() => retrieve(ref));
      const intent = await callStripe(() => findIntent(id));
      if (intent === null) throw new ProviderUnavailable(`Stripe has no intent of ${id} yet.`);
      return toReport(intent);
    },
  };
}
