import { serviceUnavailable } from '@soko/errors';
import type { EventTrail } from '@soko/events';
import { keyedHashes, requireSameInput } from '@soko/idempotency';
import { newId } from '@soko/ids';
import type { Money } from '@soko/money';
import { applyCollectionReport } from '../domain/apply-collection-report.ts';
import { type Collection, collectionReport, type CollectionReport } from '../domain/collection.ts';
import { explainDecline } from '../domain/explain-decline.ts';
import type { PaymentMethodKind } from '../domain/payment.ts';
import { type FundsProvider, ProviderNotReached } from '../providers/funds-provider.ts';
import { ProviderRefusal, ProviderUnavailable } from '../providers/provider.ts';
import { newLease, type PaymentsServices, providerByMethod } from '../services.ts';
import { beginCollection, findCollection, postponeCollection, saveCollection } from '../store/collections.ts';
import { retryAt } from './retry-at.ts';
import { openPayer, sealPayer } from './seal-payer.ts';
import { maxRounds } from './settle-calls.ts';

export interface CollectFundsInput {
  reference: string;
  purpose: Collection['purpose'];
  userId: string | null;
  amount: Money;
  method: PaymentMethodKind;
  phone: string | null;
  token: string | null;
  customer: string | null;
  description: string;
}

/** Tries of a request that did not reach its provider. The payer is waiting, so they are few. */
const maxTries = 3;

/**
 * Begins to collect money from a user, once per reference: the collection is saved, then the provider is asked, then the
 * result is saved. A repeat returns the current state; with another input it throws IDEMPOTENCY_MISMATCH.
 */
export async function collectFunds(
  services: PaymentsServices,
  input: CollectFundsInput,
  trail: EventTrail,
): Promise<Collection> {
  const provider = fundsProviderOf(services, input.method);
  const { amountMinor, currency } = input.amount;
  provider?.check({ ...input, amountMinor, currency });
  const hashes = hashesOf(services, input);
  const wanted = newCollection(services, input, hashes[0], trail);
  const { collection, mine } = await beginCollection(services.db, wanted);
  requireSameInput(collection.requestHash, hashes, 'reference');
  if (!mine) return collection;
  if (provider !== undefined) return requestCollection(services, provider, collection, trail);
  const code = 'METHOD_NOT_AVAILABLE';
  const failure = { code, message: explainDecline(code) };
  return settleCollection(services, collection, collectionReport('failed', { failure }), trail);
}

export function fundsProviderOf(
  { funds }: Pick<PaymentsServices, 'funds'>,
  method: PaymentMethodKind,
): FundsProvider | undefined {
  const name = providerByMethod[method];
  return name && funds.get(name);
}

const hashesOf = (
  { settings }: PaymentsServices,
  { reference, purpose, userId, method, amount, phone, token }: CollectFundsInput,
) =>
  keyedHashes(settings.sealKeys, [
    reference,
    purpose,
    userId,
    method,
    amount.amountMinor.toString(),
    amount.currency,
    phone,
    token,
  ]);

function newCollection(
  services: PaymentsServices,
  input: CollectFundsInput,
  requestHash: string,
  { correlationId }: EventTrail,
): Collection {
  const { now, claimedUntil } = newLease(services);
  const { reference, purpose, userId, method, amount } = input;
  return {
    id: newId('col'),
    reference,
    purpose,
    userId,
    method,
    ...amount,
    requestHash,
    correlationId,
    provider: providerByMethod[method] ?? 'mpesa',
    status: 'CREATED',
    receivedMinor: null,
    returnedMinor: 0n,
    settledAt: null,
    providerRef: null,
    receipt: null,
    clientSecret: null,
    actionUrl: null,
    failure: null,
    sealed: sealPayer(services, input),
    attempts: 0,
    lastError: null,
    dueAt: claimedUntil,
    version: 1,
    createdAt: now,
    updatedAt: now,
  };
}

/** Asks the provider for a saved collection, and saves the answer. */
export async function requestCollection(
  services: PaymentsServices,
  provider: FundsProvider,
  collection: Collection,
  trail: EventTrail,
): Promise<Collection> {
  const payer = openPayer(services, collection.sealed);
  const erased = { code: 'payer_erased', message: 'The payer was erased before the payment was requested.' };
  if (payer === null)
    return settleCollection(services, collection, collectionReport('failed', { failure: erased }), trail);
  try {
    const attempt = { key: collection.id, number: collection.attempts };
    const seen = await provider.collect({ ...collection, ...payer }, attempt);
    return await settleCollection(services, collection, seen, trail);
  } catch (error) {
    return afterFailedRequest(services, provider, collection, error, trail);
  }
}

/** A refusal is final. An answer that did not arrive leaves the outcome open. */
async function afterFailedRequest(
  services: PaymentsServices,
  provider: FundsProvider,
  collection: Collection,
  error: unknown,
  trail: EventTrail,
): Promise<Collection> {
  if (error instanceof ProviderRefusal) {
    services.log.info({ err: error, collection: collection.id }, 'a provider refused a request for money');
    const failure = { code: error.code, message: explainDecline(error.code) };
    return settleCollection(services, collection, collectionReport('failed', { failure }), trail);
  }
  if (!(error instanceof ProviderUnavailable)) throw error;
  services.log.warn({ err: error, collection: collection.id }, 'a provider did not answer a request for money');
  if (error instanceof ProviderNotReached && collection.attempts + 1 >= maxTries) {
    const failure = {
      code: 'provider_unavailable',
      message: 'The payment provider is not responding. Try again later.',
    };
    return settleCollection(services, collection, collectionReport('failed', { failure }), trail);
  }
  if (error instanceof ProviderNotReached || provider.isRepeatable) {
    await postponeCollection(services.db, collection, retryAt(services, collection), String(error));
    return { ...collection, attempts: collection.attempts + 1 };
  }
  return settleCollection(services, collection, collectionReport('pending'), trail);
}

/**
 * Saves a report of the provider. A collection that another process has changed is read again. What went back is left to
 * `refreshCollection`, because an old report may differ from what was read since.
 */
export async function settleCollection(
  services: PaymentsServices,
  { id }: Pick<Collection, 'id'>,
  seen: CollectionReport,
  trail: EventTrail,
): Promise<Collection> {
  const told = { ...seen, returnedMinor: null };
  for (let round = 0; round < maxRounds; round += 1) {
    const collection = await findCollection(services.db, { id });
    if (collection === null) throw new Error(`Collection ${id} does not exist any more.`);
    const change = applyCollectionReport(collection, told, trail, services.settings.funds);
    if (change === null) return collection;
    if (await saveCollection(services.db, change)) return change.after;
  }
  throw serviceUnavailable();
}

/** Reads a collection from its provider. */
export const fetchCollection = (provider: FundsProvider, { id, providerRef: ref, amountMinor, currency }: Collection) =>
  provider.fetchCollection({ id, ref, amountMinor, currency });
