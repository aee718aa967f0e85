import { refusalToAttach } from '../cards/outcome-of.ts';
import type { CustomerRecord, PaymentMethodRecord } from '../records/payments.ts';
import { ApiError, refused } from '../wire/api-error.ts';
import type { Work } from '../work/work.ts';

/** Saves a payment method with a customer. Throws 402 for a card that the issuer declines. */
export function attach(work: Work, method: PaymentMethodRecord, customer: CustomerRecord): PaymentMethodRecord {
  if (method.customer === customer.id) return method;
  if (method.customer !== null)
    throw refused('The payment method you provided has already been attached to a customer.', {
      param: 'payment_method',
    });
  if (method.used)
    throw refused(
      'This PaymentMethod was previously used without being attached to a Customer or was detached from a Customer, and may not be used again.',
    );
  const refusal = refusalToAttach(method.card);
  if (refusal)
    throw new ApiError(402, {
      type: 'card_error',
      code: refusal.code,
      ...(refusal.declineCode ? { decline_code: refusal.declineCode } : {}),
      message: refusal.message,
    });
  return work.put('paymentMethods', { ...method, customer: customer.id });
}
