import {
  isToken,
  newPaymentMethod,
  paymentMethodOfToken,
  type paymentMethodParams,
} from '../payment-methods/new-payment-method.ts';
import { renderPaymentMethod } from '../payment-methods/render.ts';
import type { IntentRecord, PaymentMethodRecord } from '../records/payments.ts';
import { ApiError, refused } from '../wire/api-error.ts';
import type { Params } from '../wire/params.ts';
import { findInParam } from '../work/find.ts';
import type { Work } from '../work/work.ts';
import { type Attempt, type Attempted, authorise } from './authorise.ts';
import { renderIntent } from './render.ts';
import { requireStatus, unexpectedState } from './unexpected-state.ts';

export interface SentMethod {
  payment_method?: string | null | undefined;
  payment_method_data?: Params<typeof paymentMethodParams> | undefined;
}

function checkOwner(method: PaymentMethodRecord, customer: string | null): void {
  if (method.customer !== null && method.customer !== customer)
    throw refused(
      `The provided PaymentMethod cannot be attached. To reuse a PaymentMethod, you must attach it to a Customer first. This PaymentMethod belongs to the Customer ${method.customer}; please include that Customer in the \`customer\` parameter on the PaymentIntent.`,
      { param: 'payment_method' },
    );
  if (method.used && method.customer === null)
    throw refused(
      'The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with a connected account without Customer attachment, or was detached from a Customer. It may not be used again. To use a PaymentMethod multiple times, you must attach it to a Customer first.',
      { param: 'payment_method' },
    );
}

/** The payment method that a call names or describes, or null. */
export function sentMethod(work: Work, sent: SentMethod, customer: string | null): PaymentMethodRecord | null {
  if (sent.payment_method_data) return newPaymentMethod(work, sent.payment_method_data, 'payment_method_data[card]');
  if (!sent.payment_method) return null;
  if (isToken(sent.payment_method)) return paymentMethodOfToken(work, sent.payment_method, 'payment_method');
  const method = findInParam(work, 'paymentMethods', sent.payment_method, 'payment_method');
  checkOwner(method, customer);
  return method;
}

/** Stripe's rule: automatic methods may redirect, so the call needs a `return_url`. */
function requireReturnUrl({ automaticMethods, returnUrl }: IntentRecord): void {
  if (automaticMethods?.allowRedirects !== 'always' || returnUrl !== null) return;
  throw refused(
    "This PaymentIntent is configured to accept payment methods enabled in your Dashboard. Because some of these payment methods might redirect your customer off of your page, you must provide a `return_url`. If you don't want to accept redirect-based payment methods, set `automatic_payment_methods[enabled]` to `true` and `automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and Payment Intents.",
  );
}

/** Attempts the payment with the given method, or the intent's method. */
export function confirmIntent(
  work: Work,
  intent: IntentRecord,
  sent: PaymentMethodRecord | null,
  attempt: Attempt,
): Attempted {
  if (intent.status === 'succeeded')
    throw unexpectedState(
      work,
      intent,
      'You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.',
    );
  requireStatus(work, intent, 'confirmed', ['requires_payment_method', 'requires_confirmation', 'requires_action']);
  const held = intent.paymentMethod === null ? undefined : work.view.get('paymentMethods', intent.paymentMethod);
  const method = sent ?? held;
  if (!method)
    throw unexpectedState(
      work,
      intent,
      "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken.",
    );
  requireReturnUrl(intent);
  return authorise(work, intent, method, attempt);
}

/** The 402 for a failed attempt. The failed charge is kept. */
export function declined(work: Work, { intent, failure }: Attempted): ApiError {
  const { type, code, message, declineCode, adviceCode, charge, paymentMethod } = failure!;
  const method = work.view.get('paymentMethods', paymentMethod);
  return new ApiError(
    402,
    {
      type,
      code,
      message,
      ...(declineCode === undefined ? {} : { decline_code: declineCode }),
      ...(adviceCode === undefined ? {} : { advice_code: adviceCode }),
      ...(charge === null ? {} : { charge }),
      payment_intent: renderIntent(intent, work.view),
      ...(method ? { payment_method: renderPaymentMethod(method) } : {}),
    },
    { keepsWork: true },
  );
}
