import type { PaymentChange } from './apply-provider-payment.ts';
import { newCall, type ProviderCall } from './provider-call.ts';

/**
 * Calls that a change requires. A payment that failed while its buyer could still confirm it is voided at the provider, so
 * that the buyer cannot complete it.
 */
export function followUpCalls({ before, after }: PaymentChange): ProviderCall[] {
  if (after.status !== 'FAILED' || before.status !== 'REQUIRES_ACTION') return [];
  const { id: paymentId, generation, correlationId } = after;
  return [newCall({ kind: 'VOID', paymentId, reason: 'The payment failed.', generation, correlationId })];
}
