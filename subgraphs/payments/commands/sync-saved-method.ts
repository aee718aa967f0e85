import type { ProviderName } from '../domain/payment.ts';
import { type PaymentsServices, vaultOf } from '../services.ts';
import { findCustomer } from '../store/payment-customers.ts';
import { endRemoving, findActiveByRef, noteMethod } from '../store/saved-methods.ts';

/** Reads a saved method from its provider: the card may have a new expiry date, or may have been removed. */
export async function syncSavedMethod(services: PaymentsServices, provider: ProviderName, ref: string): Promise<void> {
  const { db, now } = services;
  const method = await findActiveByRef(db, provider, ref);
  const customer = method && (await findCustomer(db, method.userId, provider));
  if (method === null || !customer?.ref) return;
  const seen = await vaultOf(services, provider).fetch(customer.ref, ref);
  if (seen === null) await endRemoving(db, method.id, now());
  else await noteMethod(db, method.id, seen, now());
}
