import type { IntentRecord } from '../records/payments.ts';
import { refused } from '../wire/api-error.ts';
import { changeMetadata } from '../work/change-metadata.ts';
import type { Work } from '../work/work.ts';
import { disputeAtOnce, takeMoney } from './take-money.ts';
import { renderIntent } from './render.ts';
import { requireStatus, unexpectedState } from './unexpected-state.ts';

/** Captures the authorised amount or less, once. The rest is voided. */
export function captureIntent(
  work: Work,
  intent: IntentRecord,
  sent: { amount: number | undefined; metadata: Record<string, string> | null | undefined },
): IntentRecord {
  if (intent.status === 'succeeded')
    throw unexpectedState(
      work,
      intent,
      'This PaymentIntent could not be captured because it has already been captured.',
    );
  requireStatus(work, intent, 'captured', ['requires_capture']);
  const { amount = intent.amountCapturable } = sent;
  if (amount > intent.amountCapturable)
    throw refused(
      `The amount to capture (${amount}) is greater than the capturable amount of the PaymentIntent (${intent.amountCapturable}).`,
      { code: 'amount_too_large', param: 'amount_to_capture', payment_intent: renderIntent(intent, work.view) },
    );
  work.clearAlarm('expire', intent.id);
  const charge = work.view.get('charges', intent.latestCharge!)!;
  const described = { ...intent, metadata: changeMetadata(intent.metadata, sent.metadata) };
  const taken = takeMoney(work, described, charge, amount);
  work.tell('charge.captured', 'charges', taken.charge, charge);
  work.tell('payment_intent.succeeded', 'intents', taken.intent);
  disputeAtOnce(work, taken.charge);
  return taken.intent;
}
