import type { ProviderName } from '../domain/payment.ts';
import { type PaymentsServices, vaultOf } from '../services.ts';
import { findCustomer } from '../store/payment-customers.ts';
import { endRemoving, findActiveByRef, noteMethod } from '../store/saved-methods.ts';

/** Asks the provider about a saved method: the card may have another expiry, or be gone. */
export async function syncSavedMethod(services: PaymentsServices, provider: ProviderName, ref: string): Promise<void> {
  const { pool, now } = services;
  const method = await findActiveByRef(pool, provider, ref);
  const customer = method && (await findCustomer(pool, method.userId, provider));
  if (method === null || !customer?.ref) return;
  const seen = await vaultOf(services, provider).fetch(customer.ref, ref);
  if (seen === null) await endRemoving(pool, method.id, now());
  else await noteMethod(pool, method.id, seen, now());
}
