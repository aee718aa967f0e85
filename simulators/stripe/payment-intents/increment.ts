import type { IntentRecord } from '../records/payments.ts';
import { refused } from '../wire/api-error.ts';
import { changeMetadata } from '../work/change-metadata.ts';
import type { Work } from '../work/work.ts';
import { checkAmount } from './check-amount.ts';
import { requireStatus } from './unexpected-state.ts';

/** Increments the authorised amount, if that was requested at creation. */
export function incrementAuthorization(
  work: Work,
  intent: IntentRecord,
  sent: { amount: number; metadata: Record<string, string> | null | undefined; description: string | null | undefined },
): IntentRecord {
  requireStatus(work, intent, 'incremented', ['requires_capture']);
  checkAmount(sent.amount, intent.currency);
  if (!intent.incremental)
    throw refused(
      'This PaymentIntent is not eligible for incremental authorization. Set `payment_method_options[card][request_incremental_authorization]` to `if_available` when creating it.',
    );
  if (sent.amount <= intent.amount)
    throw refused(`The amount must be greater than the currently authorized amount (${intent.amount}).`, {
      param: 'amount',
    });
  work.put('charges', { ...work.view.get('charges', intent.latestCharge!)!, amount: sent.amount });
  const held = work.put('intents', {
    ...intent,
    amount: sent.amount,
    amountCapturable: sent.amount,
    metadata: changeMetadata(intent.metadata, sent.metadata),
    description: sent.description === undefined ? intent.description : sent.description,
  });
  work.tell('payment_intent.amount_capturable_updated', 'intents', held, intent);
  return held;
}
