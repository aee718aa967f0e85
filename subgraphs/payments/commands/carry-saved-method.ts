import { newId } from '@soko/ids';
import { unseal } from '@soko/seal';
import type { SavedMethod } from '../domain/saved-method.ts';
import type { MethodVault } from '../providers/method-vault.ts';
import { ProviderRefusal } from '../providers/provider.ts';
import { type PaymentsServices, vaultOf } from '../services.ts';
import { findCustomer, findOrBeginCustomer, nameCustomer } from '../store/payment-customers.ts';
import {
  chooseDefault,
  endRemoving,
  endSaving,
  failSaving,
  findSavedMethodsOf,
  noteFailedMethodTry,
} from '../store/saved-methods.ts';
import { uniqueViolation } from '../store/unique-violation.ts';
import { forgetCustomers } from './forget-customers.ts';
import { retryAfterMs } from './retry-after.ts';

export const tokenPurpose = 'saved-method';

/**
 * Does at the provider what was written down of a saved method: keeps it there, or lets go of it. Doing it again has no
 * second effect. Throws `ProviderUnavailable`; the method then waits to be carried on by whoever comes by.
 */
export async function carrySavedMethod(services: PaymentsServices, method: SavedMethod): Promise<void> {
  try {
    await (method.status === 'PENDING' ? keep(services, method) : letGo(services, method));
  } catch (error) {
    const retryAt = new Date(services.now().getTime() + retryAfterMs(method.attempts));
    await noteFailedMethodTry(services.pool, method.id, String(error), retryAt);
    throw error;
  }
}

const attemptFor = ({ id, attempts }: SavedMethod, what: string) => ({ key: `${id}:${what}`, number: attempts });

async function keep(services: PaymentsServices, method: SavedMethod): Promise<void> {
  const { pool, now, settings } = services;
  const vault = vaultOf(services, method.provider);
  try {
    const customer = await customerFor(services, vault, method);
    const token = unseal(settings.sealKey, tokenPurpose, method.sealed ?? '');
    const seen = await vault.attach({ customer, token }, attemptFor(method, 'attach'));
    const others = (await findSavedMethodsOf(pool, [method.userId])).get(method.userId) ?? [];
    if (method.makeDefault || others.length === 0) await vault.setDefault(customer, seen.ref);
    await endSaving(pool, method.id, seen, now());
  } catch (error) {
    const failure = failureOf(error);
    if (failure === null) throw error;
    await failSaving(pool, method.id, failure, now());
  }
}

function failureOf(error: unknown): { code: string; message: string } | null {
  if (error instanceof ProviderRefusal) return { code: error.code, message: error.message };
  if (uniqueViolation(error) === 'saved_method_provider_ref')
    return { code: 'saved_already', message: 'This payment method is saved already.' };
  return null;
}

/** The person at the provider; made known to it the first time. */
async function customerFor(services: PaymentsServices, vault: MethodVault, method: SavedMethod): Promise<string> {
  const { pool, now } = services;
  const { userId, provider, attempts } = method;
  const known = await findOrBeginCustomer(pool, { id: newId('pcu'), userId, provider }, now());
  if (known.state === 'ACTIVE' && known.ref !== null) return known.ref;
  if (known.state !== 'ACTIVE') throw new ProviderRefusal('account_erased', 'The account is gone.');
  const made = await vault.createCustomer(userId, { key: known.id, number: attempts });
  const named = await nameCustomer(pool, known.id, made, now());
  if (named.state === 'ACTIVE') return named.ref ?? made;
  await forgetCustomers(services, userId);
  throw new ProviderRefusal('account_erased', 'The account is gone.');
}

async function letGo(services: PaymentsServices, method: SavedMethod): Promise<void> {
  const { pool, now } = services;
  const vault = vaultOf(services, method.provider);
  if (method.providerRef !== null) await vault.detach(method.providerRef, attemptFor(method, 'detach'));
  await endRemoving(pool, method.id, now());
  const next = await chooseDefault(pool, method.userId, now());
  const customer = next && (await findCustomer(pool, method.userId, method.provider));
  if (next?.providerRef && customer?.ref) await vault.setDefault(customer.ref, next.providerRef);
}
