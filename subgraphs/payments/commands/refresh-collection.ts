import { serviceUnavailable } from '@soko/errors';
import type { EventTrail } from '@soko/events';
import { applyCollectionReport } from '../domain/apply-collection-report.ts';
import type { Collection } from '../domain/collection.ts';
import { isOpenCollection } from '../domain/collection.ts';
import type { FundsProvider } from '../providers/funds-provider.ts';
import type { PaymentsServices } from '../services.ts';
import { findCollection, saveCollection } from '../store/collections.ts';
import { DecidedByPeople } from '../store/unmatched-funds.ts';
import { fetchCollection } from './collect-funds.ts';
import { maxRounds } from './settle-calls.ts';
import { toCallerError } from './wait-for-provider.ts';

/**
 * Asks the provider until the collection is as the provider says. An answer counts only when the collection is the same as
 * before the question. What went back can change in both directions, so that after such a change the provider is asked once
 * more: another process may have heard of the next change already, and found the collection as it was.
 */
async function follow(
  services: PaymentsServices,
  provider: FundsProvider,
  collection: Collection,
  trail: EventTrail,
): Promise<Collection> {
  let current = collection;
  for (let round = 0; round < maxRounds; round += 1) {
    const seen = await fetchCollection(provider, current);
    const change = applyCollectionReport(current, seen, trail, services.settings.funds);
    if (change === null) return current;
    const isSaved = await saveCollection(services.db, change);
    const { after } = change;
    const isSettled = (seen.returnedMinor ?? 0n) === 0n && after.returnedMinor === current.returnedMinor;
    if (isSaved && isSettled) return after;
    const found = isSaved ? after : await findCollection(services.db, { id: collection.id });
    if (found === null) throw new Error(`Collection ${collection.id} does not exist any more.`);
    current = found;
  }
  throw serviceUnavailable();
}

/** Reads the state of an open collection from its provider, after its payer has confirmed it or a webhook has arrived. */
export async function refreshCollection(
  services: PaymentsServices,
  collection: Collection,
  trail: EventTrail,
): Promise<Collection> {
  const provider = services.funds.get(collection.provider);
  // A failed one is read as well: the payer may have paid late.
  const isReadable = isOpenCollection(collection) || collection.status === 'FAILED' || provider?.mayTakeBack;
  if (provider === undefined || !isReadable || collection.providerRef === null) return collection;
  try {
    return await follow(services, provider, collection, trail);
  } catch (error) {
    // The money was booked otherwise: the collection stays as it is.
    if (error instanceof DecidedByPeople) return collection;
    throw toCallerError(error);
  }
}
