import type Stripe from 'stripe';
import { renderPaymentMethod } from '../payment-methods/render.ts';
import type { IntentRecord } from '../records/payments.ts';
import type { View } from '../simulator.ts';

const authenticationPage = ({ id, clientSecret }: IntentRecord, url: string): string =>
  `${url}/authenticate/${id}?client_secret=${clientSecret}`;

function nextAction(record: IntentRecord, { url }: View): Stripe.PaymentIntent.NextAction | null {
  if (record.status !== 'requires_action') return null;
  const page = authenticationPage(record, url);
  return record.returnUrl === null
    ? { type: 'use_stripe_sdk', use_stripe_sdk: { type: 'three_d_secure_redirect', stripe_js: page } }
    : { type: 'redirect_to_url', redirect_to_url: { return_url: record.returnUrl, url: page } };
}

function lastPaymentError({ lastFailure }: IntentRecord, view: View): Stripe.PaymentIntent.LastPaymentError | null {
  if (!lastFailure) return null;
  const { type, code, declineCode, adviceCode, message, charge, paymentMethod } = lastFailure;
  const method = view.get('paymentMethods', paymentMethod);
  return {
    type,
    code,
    message,
    doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}`,
    ...(charge === null ? {} : { charge }),
    ...(declineCode === undefined ? {} : { decline_code: declineCode }),
    ...(adviceCode === undefined ? {} : { advice_code: adviceCode }),
    ...(method ? { payment_method: renderPaymentMethod(method) } : {}),
  };
}

const cardOptions = (record: IntentRecord): Stripe.PaymentIntent.PaymentMethodOptions => ({
  card: {
    installments: null,
    mandate_options: null,
    network: null,
    request_three_d_secure: 'automatic',
    ...(record.incremental ? { request_incremental_authorization: 'if_available' } : {}),
  },
});

export const renderIntent = (record: IntentRecord, view: View): Stripe.PaymentIntent => ({
  id: record.id,
  object: 'payment_intent',
  allowed_payment_method_types: null,
  amount: record.amount,
  amount_capturable: record.amountCapturable,
  amount_details: { tip: {} },
  amount_received: record.amountReceived,
  application: null,
  application_fee_amount: null,
  automatic_payment_methods: record.automaticMethods && {
    allow_redirects: record.automaticMethods.allowRedirects,
    enabled: true,
  },
  canceled_at: record.canceledAt,
  cancellation_reason: record.cancellationReason,
  capture_method: record.captureMethod,
  client_secret: record.clientSecret,
  confirmation_method: record.confirmationMethod,
  created: record.createdAt,
  currency: record.currency,
  customer: record.customer,
  customer_account: null,
  description: record.description,
  excluded_payment_method_types: null,
  last_payment_error: lastPaymentError(record, view),
  latest_charge: record.latestCharge,
  livemode: false,
  managed_payments: null,
  metadata: record.metadata,
  next_action: nextAction(record, view),
  on_behalf_of: null,
  payment_method: record.paymentMethod,
  payment_method_configuration_details: null,
  payment_method_options: cardOptions(record),
  payment_method_types: ['card'],
  processing: null,
  receipt_email: record.receiptEmail,
  review: null,
  setup_future_usage: record.setupFutureUsage,
  shipping: record.shipping,
  source: null,
  statement_descriptor: record.statementDescriptor,
  statement_descriptor_suffix: record.statementDescriptorSuffix,
  status: record.status,
  transfer_data: null,
  transfer_group: record.transferGroup,
});
