import { notFound } from '@soko/errors';
import { ProviderUnavailable } from '../providers/provider.ts';
import { newLease, type PaymentsServices } from '../services.ts';
import { beginRemoving } from '../store/saved-methods.ts';
import { completeSavedMethod } from './complete-saved-method.ts';

export interface RemovePaymentMethodInput {
  id: string;
  userId: string;
}

/**
 * Removes a saved payment method of a user. It is unusable at once; if the provider does not respond, it is removed there
 * later. Throws NOT_FOUND for a method of another user. A repeat has no effect.
 */
export async function removePaymentMethod(services: PaymentsServices, input: RemovePaymentMethodInput): Promise<void> {
  const method = await beginRemoving(services.db, input, newLease(services));
  if (method === null) throw notFound('The payment method');
  if (method.status === 'REMOVED') return;
  try {
    await completeSavedMethod(services, method);
  } catch (error) {
    if (!(error instanceof ProviderUnavailable)) throw error;
    services.log.warn({ err: error, method: method.id }, 'could not remove a saved method at its provider; retrying');
  }
}
