import type { ChargeRecord, Failure, IntentRecord, PaymentMethodRecord } from '../records/payments.ts';
import { randomId } from '../wire/random-id.ts';
import type { Work } from '../work/work.ts';

/** Time until a card's authorisation expires. */
const authorisationS = 7 * 24 * 3_600;

/** An attempt to charge a payment method: authorised, or failed with `failure`. Nothing is captured yet. */
export const newCharge = (
  work: Work,
  intent: IntentRecord,
  method: PaymentMethodRecord,
  failure: Failure | null,
): ChargeRecord =>
  work.put('charges', {
    id: randomId('ch'),
    account: intent.account,
    createdAt: work.now,
    status: failure ? 'failed' : 'succeeded',
    amount: intent.amount,
    amountCaptured: 0,
    amountRefunded: 0,
    captured: false,
    currency: intent.currency,
    intent: intent.id,
    customer: intent.customer,
    description: intent.description,
    metadata: intent.metadata,
    receiptEmail: intent.receiptEmail,
    statementDescriptorSuffix: intent.statementDescriptorSuffix,
    shipping: intent.shipping,
    transferGroup: intent.transferGroup,
    paymentMethod: method.id,
    card: method.card,
    billingDetails: method.billingDetails,
    failure,
    threeDSecure: intent.authenticated,
    incremental: intent.incremental,
    captureBefore: !failure && intent.captureMethod === 'manual' ? work.now + authorisationS : null,
    balanceTransaction: null,
    availableOn: null,
    transferred: 0,
    refunds: [],
    dispute: null,
  });
