import { newId } from '@soko/ids';
import { isUniqueViolation } from '@soko/postgres';
import { isOutage } from '@soko/retry';
import { unseal } from '@soko/seal';
import type { SavedMethod } from '../domain/saved-method.ts';
import type { MethodVault } from '../providers/method-vault.ts';
import { ProviderRefusal, ProviderUnavailable } from '../providers/provider.ts';
import { type PaymentsServices, trailOfService, vaultOf } from '../services.ts';
import { findCustomer, findOrBeginCustomer, nameCustomer } from '../store/payment-customers.ts';
import {
  chooseDefault,
  endRemoving,
  endSaving,
  failSaving,
  findSavedMethodsOf,
  noteFailedMethodTry,
} from '../store/saved-methods.ts';
import { syncSubscriptionsOfCard } from './follow-subscription.ts';
import { forgetCustomers } from './forget-customers.ts';
import { retryAt } from './retry-at.ts';

export const tokenPurpose = 'saved-method';

/**
 * Saves a pending method at its provider, or removes it there. A repeat has no second effect. Throws
 * `ProviderUnavailable`; the method then waits for the next try of any process.
 */
export async function completeSavedMethod(services: PaymentsServices, method: SavedMethod): Promise<void> {
  try {
    await (method.status === 'PENDING' ? saveAtProvider(services, method) : removeAtProvider(services, method));
  } catch (error) {
    await noteFailedMethodTry(services.db, method.id, String(error), retryAt(services, method));
    throw error;
  }
}

const attemptFor = ({ id, attempts }: SavedMethod, verb: string) => ({ key: `${id}:${verb}`, number: attempts });

async function saveAtProvider(services: PaymentsServices, method: SavedMethod): Promise<void> {
  const { db, pool, now, settings } = services;
  const vault = vaultOf(services, method.provider);
  try {
    const customer = await customerFor(services, vault, method);
    const token = unseal(settings.sealKeys, tokenPurpose, method.sealed ?? '');
    const seen = await vault.attach({ customer, token }, attemptFor(method, 'attach'));
    const others = (await findSavedMethodsOf(db, [method.userId])).get(method.userId) ?? [];
    if (method.makeDefault || others.length === 0) await vault.setDefault(customer, seen.ref);
    await endSaving(pool, method.id, seen, now());
  } catch (error) {
    const failure = failureOf(error, method);
    if (failure === null) throw error;
    await failSaving(db, method.id, failure, now());
  }
}

/** Number of tries after which a card whose data the database refuses is given up. */
const maxTries = 8;

function failureOf(error: unknown, { attempts }: SavedMethod): { code: string; message: string } | null {
  if (error instanceof ProviderRefusal) return { code: error.code, message: error.message };
  if (isUniqueViolation(error, 'saved_method_provider_ref'))
    return { code: 'saved_already', message: 'This payment method is already saved.' };
  const isPassing = error instanceof ProviderUnavailable || isOutage(error);
  if (!isPassing && attempts + 1 >= maxTries)
    return { code: 'result_not_saved', message: 'The card could not be recorded.' };
  return null;
}

const accountErased = () => new ProviderRefusal('account_erased', 'The account was erased.');

/** The id of the user's customer at the provider, which is created for the first saved method. */
async function customerFor(services: PaymentsServices, vault: MethodVault, method: SavedMethod): Promise<string> {
  const { db, pool, now } = services;
  const { userId, provider, attempts } = method;
  const known = await findOrBeginCustomer(db, { id: newId('pcu'), userId, provider }, now());
  if (known.state === 'ACTIVE' && known.ref !== null) return known.ref;
  if (known.state !== 'ACTIVE') throw accountErased();
  const created = await vault.createCustomer({ userId }, { key: known.id, number: attempts });
  const named = await nameCustomer(pool, known.id, created, now());
  if (named.state === 'ACTIVE') return named.ref ?? created;
  await forgetCustomers(services, userId);
  throw accountErased();
}

async function removeAtProvider(services: PaymentsServices, method: SavedMethod): Promise<void> {
  const { db, pool, now } = services;
  const { provider, providerRef: methodRef } = method;
  const vault = vaultOf(services, provider);
  if (methodRef !== null) {
    await vault.detach(methodRef, attemptFor(method, 'detach'));
    await syncSubscriptionsOfCard(services, { provider, methodRef }, trailOfService(services, newId('req')));
  }
  await endRemoving(db, method.id, now());
  const next = await chooseDefault(pool, method.userId, now());
  const customer = next && (await findCustomer(db, method.userId, method.provider));
  if (next?.providerRef && customer?.ref) await vault.setDefault(customer.ref, next.providerRef);
}
