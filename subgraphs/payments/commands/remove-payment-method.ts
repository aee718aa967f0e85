import { notFound } from '@soko/errors';
import { ProviderUnavailable } from '../providers/provider.ts';
import { leaseFrom, type PaymentsServices } from '../services.ts';
import { beginRemoving } from '../store/saved-methods.ts';
import { carrySavedMethod } from './carry-saved-method.ts';

/**
 * Removes a person's saved method. It cannot be paid with from this moment; a provider that does not answer now is asked
 * again until it has let go of it. NOT_FOUND for what is not theirs; removing it twice changes nothing.
 */
export async function removePaymentMethod(
  services: PaymentsServices,
  wish: { id: string; userId: string },
): Promise<void> {
  const method = await beginRemoving(services.pool, wish, leaseFrom(services));
  if (method === null) throw notFound('The payment method');
  if (method.status === 'REMOVED') return;
  try {
    await carrySavedMethod(services, method);
  } catch (error) {
    if (!(error instanceof ProviderUnavailable)) throw error;
    services.log.warn({ err: error, method: method.id }, 'a saved method is let go of at its provider later');
  }
}
