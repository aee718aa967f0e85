import type { EventTrail } from '@soko/events';
import type { Collection } from '../domain/collection.ts';
import { isOpenCollection } from '../domain/collection.ts';
import type { PaymentsServices } from '../services.ts';
import { fetchCollection, settleCollection } from './collect-funds.ts';
import { toCallerError } from './wait-for-provider.ts';

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
    return await settleCollection(services, collection, await fetchCollection(provider, collection), trail);
  } catch (error) {
    throw toCallerError(error);
  }
}
