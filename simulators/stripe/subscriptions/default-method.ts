import type { SubscriptionRecord } from '../records/billing.ts';
import type { PaymentMethodRecord } from '../records/payments.ts';
import type { Work } from '../work/work.ts';

/** The method that pays: the subscription's, or else the customer's. A detached one pays nothing. */
export function defaultMethodOf(
  work: Work,
  { defaultPaymentMethod, customer: customerId }: SubscriptionRecord,
): PaymentMethodRecord | undefined {
  const customer = work.view.get('customers', customerId);
  const id = defaultPaymentMethod ?? customer?.defaultPaymentMethod ?? null;
  const method = id === null ? undefined : work.view.get('paymentMethods', id);
  return method?.customer === customerId ? method : undefined;
}
