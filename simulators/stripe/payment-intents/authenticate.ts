import { afterFailedPayment } from '../invoices/follow-intent.ts';
import type { Failure, IntentRecord } from '../records/payments.ts';
import type { Work } from '../work/work.ts';
import { authorise, onSession } from './authorise.ts';

const authenticationFailed: Failure = {
  type: 'invalid_request_error',
  code: 'payment_intent_authentication_failure',
  message:
    'The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new PaymentMethod to attempt to fulfill this PaymentIntent again.',
};

/** The customer passed the card's authentication. */
export function passAuthentication(work: Work, intent: IntentRecord): IntentRecord {
  const authenticated: IntentRecord = { ...intent, authenticated: true };
  if (intent.confirmationMethod === 'manual')
    return work.put('intents', { ...authenticated, status: 'requires_confirmation' });
  const method = work.view.get('paymentMethods', intent.paymentMethod!)!;
  return authorise(work, authenticated, method, onSession).intent;
}

/** The customer failed or cancelled the authentication. Nothing was charged. */
export function failAuthentication(work: Work, intent: IntentRecord): IntentRecord {
  const failed = work.put('intents', {
    ...intent,
    status: 'requires_payment_method',
    paymentMethod: null,
    lastFailure: { ...authenticationFailed, charge: null, paymentMethod: intent.paymentMethod! },
  });
  work.tell('payment_intent.payment_failed', 'intents', failed);
  afterFailedPayment(work, failed);
  return failed;
}
