import type { IntentRecord } from '../records/payments.ts';
import { choice, integer, list, type Params, text } from '../wire/params.ts';
import { changeMetadata } from '../work/change-metadata.ts';
import { findInParam } from '../work/find.ts';
import { withoutUndefined } from '../work/without-undefined.ts';
import type { Work } from '../work/work.ts';
import { checkAmount } from './check-amount.ts';
import { type SentMethod, sentMethod } from './confirm.ts';
import { confirmParams, describingParams, leftOutParams } from './create.ts';
import { unexpectedState } from './unexpected-state.ts';

const {
  off_session: _,
  error_on_requires_action: __,
  return_url: ___,
  use_stripe_sdk: ____,
  ...methodParams
} = confirmParams;

export const updateParams = {
  amount: integer({ min: 1 }),
  currency: text(),
  capture_method: choice('automatic', 'automatic_async', 'manual'),
  payment_method_types: list(choice('card')),
  ...methodParams,
  ...describingParams,
  ...leftOutParams,
};

type Sent = Params<typeof updateParams>;

const changeable = ['requires_payment_method', 'requires_confirmation', 'requires_action'] as const;

/** Fields that cannot change after the authorisation. */
const early = ['amount', 'currency', 'capture_method', 'payment_method', 'customer'] as const;

function requireChangeable(work: Work, intent: IntentRecord, sent: Sent): void {
  if ((changeable as readonly string[]).includes(intent.status)) return;
  const name = early.find((name) => sent[name] !== undefined);
  if (name)
    throw unexpectedState(
      work,
      intent,
      `This PaymentIntent's ${name} could not be updated because it has a status of ${intent.status}. You may only update the ${name} of a PaymentIntent with one of the following statuses: ${changeable.join(', ')}.`,
    );
}

function changeMethod(work: Work, intent: IntentRecord, sent: SentMethod): Partial<IntentRecord> {
  const method = sentMethod(work, sent, intent.customer);
  return method ? { paymentMethod: method.id, status: 'requires_confirmation' } : {};
}

/** Changes an intent without confirming it. */
export function updateIntent(work: Work, intent: IntentRecord, sent: Sent): IntentRecord {
  requireChangeable(work, intent, sent);
  checkAmount(sent.amount ?? intent.amount, (sent.currency ?? intent.currency).toLowerCase());
  if (sent.customer) findInParam(work, 'customers', sent.customer, 'customer');
  return work.put('intents', {
    ...intent,
    ...withoutUndefined({
      amount: sent.amount,
      currency: sent.currency?.toLowerCase(),
      captureMethod: sent.capture_method,
      customer: sent.customer,
      description: sent.description,
      receiptEmail: sent.receipt_email,
      setupFutureUsage: sent.setup_future_usage,
      shipping: typeof sent.shipping === 'object' ? sent.shipping : undefined,
      statementDescriptor: sent.statement_descriptor,
      statementDescriptorSuffix: sent.statement_descriptor_suffix,
      transferGroup: sent.transfer_group,
    }),
    metadata: changeMetadata(intent.metadata, sent.metadata),
    ...changeMethod(work, intent, sent),
  });
}
