import type Stripe from 'stripe';
import type { IntentRecord } from '../records/payments.ts';
import type { Work } from '../work/work.ts';

/** Cancels an intent and voids its authorisation. This makes no refund, because nothing was captured. */
export function cancelIntent(
  work: Work,
  intent: IntentRecord,
  reason: Stripe.PaymentIntent.CancellationReason | null,
): IntentRecord {
  work.clearAlarm('expire', intent.id);
  const canceled = work.put('intents', {
    ...intent,
    status: 'canceled',
    amountCapturable: 0,
    canceledAt: work.now,
    cancellationReason: reason,
  });
  work.tell('payment_intent.canceled', 'intents', canceled);
  return canceled;
}

/** Expires an authorisation that was not captured in time. */
export function expireIntent(work: Work, intentId: string): void {
  const intent = work.view.get('intents', intentId);
  if (intent?.status !== 'requires_capture') return;
  const charge = intent.latestCharge === null ? undefined : work.view.get('charges', intent.latestCharge);
  if (charge) work.tell('charge.expired', 'charges', charge);
  cancelIntent(work, intent, 'expired');
}
