import { paymentMethodParams } from '../payment-methods/new-payment-method.ts';
import type { IntentRecord } from '../records/payments.ts';
import { InvalidParams } from '../wire/api-error.ts';
import {
  anything,
  choice,
  flag,
  integer,
  leftOut,
  list,
  metadata,
  nested,
  type Param,
  type Params,
  required,
  text,
} from '../wire/params.ts';
import { randomId } from '../wire/random-id.ts';
import type { RawParams } from '../wire/raw-params.ts';
import { findInParam } from '../work/find.ts';
import type { Work } from '../work/work.ts';
import { checkAmount } from './check-amount.ts';
import { confirmIntent, declined, sentMethod } from './confirm.ts';

/** `off_session` is true, false or a reason such as `recurring`. */
const offSession: Param<boolean | undefined> = (raw) => (raw === undefined ? undefined : raw !== 'false');

const cardOptions = nested({
  request_incremental_authorization: choice('if_available', 'never'),
  request_extended_authorization: anything,
  request_multicapture: anything,
  request_overcapture: anything,
  request_three_d_secure: anything,
  capture_method: choice('manual'),
  setup_future_usage: anything,
  statement_descriptor_suffix_kana: anything,
});

/** Parameters of a confirmation, at creation and later. */
export const confirmParams = {
  payment_method: text(),
  payment_method_data: nested(paymentMethodParams),
  payment_method_options: nested({ card: cardOptions }),
  off_session: offSession,
  error_on_requires_action: flag,
  return_url: text(),
  receipt_email: text(),
  setup_future_usage: choice('off_session', 'on_session'),
  shipping: anything,
  use_stripe_sdk: flag,
  radar_options: anything,
  mandate: leftOut,
  mandate_data: leftOut,
  confirmation_token: leftOut,
};

/** Parameters that are set at creation and can be changed later. */
export const describingParams = {
  description: text(),
  metadata,
  customer: text(),
  statement_descriptor: text(22),
  statement_descriptor_suffix: text(22),
  transfer_group: text(),
};

/** Direct and destination charges are not supported: the platform charges and transfers separately. */
export const leftOutParams = {
  application_fee_amount: leftOut,
  transfer_data: leftOut,
  on_behalf_of: leftOut,
  customer_account: leftOut,
  amount_details: leftOut,
  payment_details: leftOut,
  hooks: leftOut,
  payment_method_configuration: leftOut,
  excluded_payment_method_types: leftOut,
};

const automaticMethods = nested({ enabled: required(flag), allow_redirects: choice('always', 'never') });

export const createParams = {
  amount: required(integer({ min: 1 })),
  currency: required(text()),
  capture_method: choice('automatic', 'automatic_async', 'manual'),
  confirmation_method: choice('automatic', 'manual'),
  confirm: flag,
  automatic_payment_methods: automaticMethods,
  payment_method_types: list(choice('card')),
  ...confirmParams,
  ...describingParams,
  ...leftOutParams,
};

type Sent = Params<typeof createParams>;

/** Without a list of types Stripe accepts the methods of the Dashboard, which may redirect. */
function automaticMethodsOf(sent: Sent): IntentRecord['automaticMethods'] {
  const { automatic_payment_methods: automatic, payment_method_types: types } = sent;
  if (automatic?.enabled && types)
    throw new InvalidParams(
      'You may only specify one of these parameters: automatic_payment_methods, payment_method_types.',
    );
  if (types || automatic?.enabled === false) return null;
  return { allowRedirects: automatic?.allow_redirects ?? 'always' };
}

const objectOrNull = (sent: string | RawParams | undefined): RawParams | null =>
  typeof sent === 'object' ? sent : null;

function newIntent(work: Work, sent: Sent): IntentRecord {
  const id = randomId('pi');
  const card = sent.payment_method_options?.card;
  return {
    id,
    account: work.account,
    createdAt: work.now,
    clientSecret: `${id}_${randomId('secret')}`,
    status: 'requires_payment_method',
    amount: sent.amount,
    amountCapturable: 0,
    amountReceived: 0,
    currency: sent.currency.toLowerCase(),
    captureMethod: card?.capture_method ?? sent.capture_method ?? 'automatic_async',
    confirmationMethod: sent.confirmation_method ?? 'automatic',
    automaticMethods: automaticMethodsOf(sent),
    incremental: card?.request_incremental_authorization === 'if_available',
    paymentMethod: null,
    customer: sent.customer ?? null,
    setupFutureUsage: sent.setup_future_usage ?? null,
    description: sent.description ?? null,
    metadata: sent.metadata ?? {},
    receiptEmail: sent.receipt_email ?? null,
    returnUrl: sent.return_url ?? null,
    shipping: objectOrNull(sent.shipping),
    statementDescriptor: sent.statement_descriptor ?? null,
    statementDescriptorSuffix: sent.statement_descriptor_suffix ?? null,
    transferGroup: sent.transfer_group ?? null,
    lastFailure: null,
    latestCharge: null,
    charges: [],
    authenticated: false,
    canceledAt: null,
    cancellationReason: null,
  };
}

export const attemptOf = (sent: Pick<Sent, 'off_session' | 'error_on_requires_action'>) => ({
  offSession: sent.off_session === true,
  errorOnAction: sent.error_on_requires_action === true,
});

const confirmOnlyParams = ['off_session', 'error_on_requires_action', 'return_url'] as const;

function requireConfirm(sent: Sent): void {
  if (sent.confirm) return;
  const param = confirmOnlyParams.find((name) => sent[name] !== undefined && sent[name] !== null);
  if (param)
    throw new InvalidParams(
      `You cannot set \`${param}\` on a PaymentIntent without setting \`confirm\` to \`true\`. If you want to set this parameter, set \`confirm\` to \`true\` or set it when confirming.`,
      { param },
    );
}

/** Creates an intent and confirms it on request. Throws 402 for a declined card. */
export function createIntent(work: Work, sent: Sent): IntentRecord {
  checkAmount(sent.amount, sent.currency.toLowerCase());
  requireConfirm(sent);
  if (sent.customer) findInParam(work, 'customers', sent.customer, 'customer');
  const method = sentMethod(work, sent, sent.customer ?? null);
  const intent = work.put('intents', {
    ...newIntent(work, sent),
    ...(method && { paymentMethod: method.id, status: 'requires_confirmation' }),
  });
  work.tell('payment_intent.created', 'intents', intent);
  if (!sent.confirm) return intent;
  const attempted = confirmIntent(work, intent, method, attemptOf(sent));
  if (attempted.failure) throw declined(work, attempted);
  return attempted.intent;
}
