import { outcomeOf } from '../cards/outcome-of.ts';
import { authenticationRequired, type Outcome } from '../cards/test-cards.ts';
import { afterAction, afterFailedPayment, afterPayment } from '../invoices/follow-intent.ts';
import type { Failure, IntentRecord, PaymentMethodRecord } from '../records/payments.ts';
import type { Work } from '../work/work.ts';
import { newCharge } from './new-charge.ts';
import { disputeAtOnce, takeMoney } from './take-money.ts';

export interface Attempt {
  /** The customer is not present to authenticate. */
  offSession: boolean;
  /** The caller prefers an error to an action of the customer. */
  errorOnAction: boolean;
}

/** The intent after an attempt, with the reason of a failure. */
export interface Attempted {
  intent: IntentRecord;
  failure: IntentRecord['lastFailure'];
}

export const onSession: Attempt = { offSession: false, errorOnAction: false };

type Verdict = 'approved' | 'action' | Failure;

function verdictOn(method: PaymentMethodRecord, intent: IntentRecord, attempt: Attempt): Verdict {
  const outcome: Outcome = outcomeOf(method.card);
  switch (outcome.kind) {
    case 'approved':
      return 'approved';
    case 'declined':
      return outcome.failure;
    case 'authentication':
      if (intent.authenticated || (outcome.unlessSetUp && method.setUp && attempt.offSession))
        return outcome.afterwards;
      return attempt.offSession || attempt.errorOnAction ? authenticationRequired : 'action';
    default:
      return outcome satisfies never;
  }
}

function fail(work: Work, intent: IntentRecord, method: PaymentMethodRecord, failure: Failure): Attempted {
  const charge = newCharge(work, intent, method, failure);
  const failed = work.put('intents', {
    ...intent,
    status: 'requires_payment_method',
    paymentMethod: null,
    authenticated: false,
    lastFailure: { ...failure, charge: charge.id, paymentMethod: method.id },
    latestCharge: charge.id,
    charges: [...intent.charges, charge.id],
  });
  work.tell('charge.failed', 'charges', charge);
  work.tell('payment_intent.payment_failed', 'intents', failed);
  afterFailedPayment(work, failed);
  return { intent: failed, failure: failed.lastFailure };
}

function ask(work: Work, intent: IntentRecord, method: PaymentMethodRecord): Attempted {
  // From here on the method belongs to this payment: another one cannot ask its customer as well.
  if (method.customer === null) work.put('paymentMethods', { ...method, used: true });
  const asking = work.put('intents', { ...intent, status: 'requires_action', paymentMethod: method.id });
  work.tell('payment_intent.requires_action', 'intents', asking);
  afterAction(work, asking);
  return { intent: asking, failure: null };
}

/** Saves the method with the customer if the caller wants to charge it again; without a customer it can be used once. */
function rememberUse(work: Work, intent: IntentRecord, method: PaymentMethodRecord): void {
  if (intent.customer !== null && intent.setupFutureUsage !== null) {
    const setUp = method.setUp || intent.setupFutureUsage === 'off_session';
    work.put('paymentMethods', { ...method, customer: intent.customer, used: false, setUp });
  } else if (method.customer === null) work.put('paymentMethods', { ...method, used: true });
}

function hold(work: Work, intent: IntentRecord, chargeId: string, captureBefore: number): IntentRecord {
  work.setAlarm('expire', intent.id, captureBefore);
  return work.put('intents', {
    ...intent,
    status: 'requires_capture',
    amountCapturable: intent.amount,
    latestCharge: chargeId,
  });
}

function succeed(work: Work, intent: IntentRecord, method: PaymentMethodRecord): Attempted {
  rememberUse(work, intent, method);
  const charge = newCharge(work, intent, method, null);
  const charged: IntentRecord = {
    ...intent,
    paymentMethod: method.id,
    lastFailure: null,
    latestCharge: charge.id,
    charges: [...intent.charges, charge.id],
  };
  if (charge.captureBefore !== null) {
    const held = hold(work, charged, charge.id, charge.captureBefore);
    work.tell('charge.succeeded', 'charges', charge);
    work.tell('payment_intent.amount_capturable_updated', 'intents', held);
    return { intent: held, failure: null };
  }
  const taken = takeMoney(work, charged, charge, charge.amount);
  work.tell('charge.succeeded', 'charges', taken.charge);
  work.tell('payment_intent.succeeded', 'intents', taken.intent);
  afterPayment(work, taken.intent);
  disputeAtOnce(work, taken.charge);
  return { intent: taken.intent, failure: null };
}

/** Charges the payment method: authorised, captured, declined, or waiting for the customer's action. */
export function authorise(work: Work, intent: IntentRecord, method: PaymentMethodRecord, attempt: Attempt): Attempted {
  const verdict = verdictOn(method, intent, attempt);
  if (verdict === 'action') return ask(work, intent, method);
  return verdict === 'approved' ? succeed(work, intent, method) : fail(work, intent, method, verdict);
}
