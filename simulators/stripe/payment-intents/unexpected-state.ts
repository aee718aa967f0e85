import type { IntentRecord, IntentStatus } from '../records/payments.ts';
import { type ApiError, refused } from '../wire/api-error.ts';
import type { Work } from '../work/work.ts';
import { renderIntent } from './render.ts';

/** The error for a call that the intent's status does not allow. It contains the intent, as Stripe's does. */
export const unexpectedState = (work: Work, intent: IntentRecord, message: string): ApiError =>
  refused(message, { code: 'payment_intent_unexpected_state', payment_intent: renderIntent(intent, work.view) });

/** Throws unless the intent has one of the statuses. `captured` and the like go into the message. */
export function requireStatus(
  work: Work,
  intent: IntentRecord,
  participle: string,
  allowed: readonly IntentStatus[],
): void {
  if (allowed.includes(intent.status)) return;
  const only = `Only a PaymentIntent with one of the following statuses may be ${participle}: ${allowed.join(', ')}.`;
  throw unexpectedState(
    work,
    intent,
    `This PaymentIntent could not be ${participle} because it has a status of ${intent.status}. ${only}`,
  );
}
