import Stripe from 'stripe';
import type { ProviderPayment, ProviderRefund } from '../domain/provider-payment.ts';
import { type Attempt, isStuck, keyOf } from './attempt.ts';
import { type AuthorizeRequest, type KnownPayment, type PaymentProvider, ProviderRefusal } from './provider.ts';
import { fromStripeAmount, toStripeAmount } from './stripe-amount.ts';
import { callStripe, throwAsProviderError } from './stripe-errors.ts';
import { createStripeBooks } from './stripe-books.ts';
import { createStripeDisputes, disputeFacts } from './stripe-disputes.ts';
import { createStripeVault } from './stripe-vault.ts';

export interface StripeOptions {
  secretKey: string;
  /** Address of a simulator. Default: Stripe itself. */
  apiBase: string | undefined;
  /** Address to which the bank returns the buyer. */
  returnUrl: string;
  timeoutMs: number;
}

/** Creates the official SDK for Stripe or a simulator. */
export function createStripe({ secretKey, apiBase, timeoutMs }: StripeOptions): Stripe {
  const common = { timeout: timeoutMs, maxNetworkRetries: 2, telemetry: false } as const;
  if (apiBase === undefined) return new Stripe(secretKey, common);
  const { hostname, port, protocol } = new URL(apiBase);
  const scheme = protocol === 'http:' ? 'http' : 'https';
  return new Stripe(secretKey, {
    ...common,
    host: hostname,
    port: port || (scheme === 'http' ? 80 : 443),
    protocol: scheme,
  });
}

/** The error of a declined card contains the intent that was declined. */
export const declinedIntent = (error: unknown): Stripe.PaymentIntent | null =>
  error instanceof Stripe.errors.StripeCardError ? (error.payment_intent ?? null) : null;

const dateOf = (seconds: number | null | undefined): Date | null =>
  seconds === null || seconds === undefined ? null : new Date(seconds * 1_000);

const chargeOf = ({ latest_charge }: Stripe.PaymentIntent): Stripe.Charge | null =>
  typeof latest_charge === 'object' ? latest_charge : null;

function statusOf(intent: Stripe.PaymentIntent): ProviderPayment['status'] {
  switch (intent.status) {
    case 'requires_capture':
      return 'authorized';
    case 'succeeded':
      return 'captured';
    case 'canceled':
      return intent.cancellation_reason === 'automatic' || intent.cancellation_reason === 'expired'
        ? 'expired'
        : 'voided';
    case 'requires_action':
    case 'requires_confirmation':
      return 'requires_action';
    case 'requires_payment_method':
      return 'failed';
    default:
      return 'processing';
  }
}

export const failureOf = ({ last_payment_error: error }: Stripe.PaymentIntent): ProviderPayment['failure'] =>
  error
    ? { code: error.decline_code ?? error.code ?? 'declined', message: error.message ?? 'Your card was declined.' }
    : null;

export function actionUrlOf({ next_action }: Stripe.PaymentIntent): string | null {
  return next_action?.redirect_to_url?.url ?? null;
}

const sumOf = (amounts: readonly { amount: number; currency: string }[]): bigint =>
  amounts.reduce((sum, { amount, currency }) => sum + fromStripeAmount(amount, currency), 0n);

/** Reads an intent whose charge is expanded. */
function toProviderPayment(
  intent: Stripe.PaymentIntent,
  disputes: readonly Stripe.Dispute[] = [],
  refunds: readonly Stripe.Refund[] = [],
): ProviderPayment {
  const charge = chargeOf(intent);
  const status = statusOf(intent);
  const hasAuthorization = status === 'authorized' || status === 'captured';
  return {
    ref: intent.id,
    status,
    authorizedMinor: hasAuthorization ? fromStripeAmount(charge?.amount ?? intent.amount, intent.currency) : 0n,
    capturedMinor: status === 'captured' ? fromStripeAmount(intent.amount_received, intent.currency) : 0n,
    refundedMinor: refundedBy(refunds),
    ...disputeFacts(disputes),
    failure: status === 'failed' ? failureOf(intent) : null,
    action:
      status === 'requires_action' && intent.client_secret !== null
        ? { clientSecret: intent.client_secret, url: actionUrlOf(intent) }
        : null,
    expiresAt: status === 'authorized' ? dateOf(charge?.payment_method_details?.card?.capture_before) : null,
  };
}

/** Sum of the refunds. The charge's own figure would also count the amount released by a partial capture. */
const refundedBy = (refunds: readonly Stripe.Refund[]): bigint =>
  sumOf(refunds.filter(({ status }) => status !== 'failed' && status !== 'canceled'));

const reasons: Readonly<Record<string, Stripe.RefundCreateParams.Reason>> = {
  duplicate: 'duplicate',
  fraudulent: 'fraudulent',
};

const toRefund = (refund: Stripe.Refund): ProviderRefund => ({
  ref: refund.id,
  status:
    refund.status === 'succeeded'
      ? 'succeeded'
      : refund.status === 'failed' || refund.status === 'canceled'
        ? 'failed'
        : 'pending',
  failure: refund.failure_reason ?? null,
});

/**
 * A card of a customer is set up for off-session use while the buyer is present: for the other orders of the checkout, and
 * for a new authorisation after an expiry. https://docs.stripe.com/payments/save-during-payment
 */
const ownerOf = ({ customer, presence }: AuthorizeRequest) =>
  customer === null
    ? {}
    : { customer, ...(presence === 'present' ? { setup_future_usage: 'off_session' as const } : {}) };

/** True when the bank insists that the buyer confirms, and the buyer can. */
const asksBuyer = ({ presence }: AuthorizeRequest, { status, failure }: ProviderPayment): boolean =>
  presence === 'confirmed' && status === 'failed' && failure?.code === 'authentication_required';

/** Tolerated difference between Stripe's clock and ours. */
const clockToleranceS = 300;

const expand = { expand: ['latest_charge'] };

/** Cards through Stripe: one intent per order, with manual capture. */
export function createStripeProvider(stripe: Stripe, options: Pick<StripeOptions, 'returnUrl'>): PaymentProvider {
  async function retrieve(ref: string): Promise<ProviderPayment> {
    const intent = await stripe.paymentIntents.retrieve(ref, expand);
    const charge = chargeOf(intent);
    const query = { payment_intent: ref, limit: 100 };
    const disputes = charge?.disputed ? (await stripe.disputes.list(query)).data : [];
    const refunds = charge && charge.amount_refunded > 0 ? (await stripe.refunds.list(query)).data : [];
    return toProviderPayment(intent, disputes, refunds);
  }

  /** The intent that an earlier try without a response may have created. */
  async function findIntent({ paymentId, generation, customer, createdAt }: AuthorizeRequest) {
    const since = Math.floor(createdAt.getTime() / 1_000) - clockToleranceS;
    const ofCustomer = customer === null ? {} : { customer };
    for await (const intent of stripe.paymentIntents.list({ created: { gte: since }, limit: 100, ...ofCustomer })) {
      const { metadata } = intent;
      const matches = metadata.paymentId === paymentId && (metadata.generation ?? '1') === String(generation);
      if (matches) return retrieve(intent.id);
    }
    return null;
  }

  /** Makes a call that authorises. A declined card is a result. */
  async function authorizeWith(call: () => Promise<Stripe.PaymentIntent>): Promise<ProviderPayment> {
    try {
      return toProviderPayment(await call());
    } catch (error) {
      const declined = declinedIntent(error);
      if (declined === null) return throwAsProviderError(error);
      return { ...toProviderPayment(declined), status: 'failed', failure: failureOf(declined) };
    }
  }

  const createIntent = (request: AuthorizeRequest, token: string, attempt: Attempt): Promise<ProviderPayment> =>
    authorizeWith(() =>
      stripe.paymentIntents.create(
        {
          amount: toStripeAmount(request.amountMinor, request.currency),
          currency: request.currency.toLowerCase(),
          capture_method: 'manual',
          payment_method: token,
          payment_method_types: ['card'],
          confirm: true,
          ...ownerOf(request),
          ...(request.presence === 'present' ? { return_url: options.returnUrl } : { off_session: true }),
          transfer_group: request.checkoutId,
          metadata: {
            paymentId: request.paymentId,
            orderId: request.orderId,
            checkoutId: request.checkoutId,
            generation: String(request.generation),
          },
          ...(request.email === null ? {} : { receipt_email: request.email }),
          ...expand,
        },
        { idempotencyKey: keyOf(attempt) },
      ),
    );

  async function findRefund(ref: string, key: string): Promise<Stripe.Refund | undefined> {
    const { data } = await stripe.refunds.list({ payment_intent: ref, limit: 100 });
    return data.find(({ metadata }) => metadata?.refundKey === key);
  }

  /** Makes a call whose effect may already exist: Stripe forgets keys after a day. */
  async function reachStatus(
    ref: string,
    wanted: readonly ProviderPayment['status'][],
    call: () => Promise<Stripe.PaymentIntent>,
  ) {
    try {
      return toProviderPayment(await call());
    } catch (error) {
      if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) return throwAsProviderError(error);
      const current = await callStripe(() => retrieve(ref));
      return wanted.includes(current.status) ? current : throwAsProviderError(error);
    }
  }

  return {
    name: 'stripe',
    takesAtOnce: null,
    vault: createStripeVault(stripe),
    books: createStripeBooks(stripe),
    disputes: createStripeDisputes(stripe),

    async authorize(request: AuthorizeRequest, attempt: Attempt): Promise<ProviderPayment> {
      if (request.token === null) throw new ProviderRefusal('token_missing', 'A card payment needs a `token`.');
      const { token } = request;
      const earlier = isStuck(attempt) ? await callStripe(() => findIntent(request)) : null;
      const first = earlier ?? (await createIntent(request, token, attempt));
      if (!asksBuyer(request, first)) return first;
      const params = { payment_method: token, return_url: options.returnUrl, ...expand };
      const key = { idempotencyKey: `${keyOf(attempt)}:confirm` };
      return authorizeWith(() => stripe.paymentIntents.confirm(first.ref, params, key));
    },

    capture: ({ ref, currency }: KnownPayment, amountMinor, attempt) =>
      reachStatus(ref, ['captured'], () =>
        stripe.paymentIntents.capture(
          ref,
          { amount_to_capture: toStripeAmount(amountMinor, currency), ...expand },
          { idempotencyKey: keyOf(attempt) },
        ),
      ),

    void: ({ ref }: KnownPayment, attempt) =>
      reachStatus(ref, ['voided', 'expired'], () =>
        stripe.paymentIntents.cancel(ref, { ...expand }, { idempotencyKey: keyOf(attempt) }),
      ),

    refund: ({ ref, currency }, { amountMinor, reason }, attempt) =>
      callStripe(async () => {
        const earlier = isStuck(attempt) ? await findRefund(ref, attempt.key) : undefined;
        if (earlier) return toRefund(earlier);
        const params = {
          payment_intent: ref,
          amount: toStripeAmount(amountMinor, currency),
          reason: reasons[reason] ?? 'requested_by_customer',
          metadata: { refundKey: attempt.key },
        };
        return toRefund(await stripe.refunds.create(params, { idempotencyKey: keyOf(attempt) }));
      }),

    fetch: ({ ref }) => callStripe(() => retrieve(ref)),

    fetchRefund: (ref) => callStripe(async () => toRefund(await stripe.refunds.retrieve(ref))),
  };
}
