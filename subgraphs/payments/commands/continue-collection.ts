import type { EventTrail } from '@soko/events';
import { type Collection, collectionReport, type CollectionReport, isOpenCollection } from '../domain/collection.ts';
import { isGivenUp, lookAgainAt } from '../domain/funds-times.ts';
import { newLease, type PaymentsServices } from '../services.ts';
import { postponeCollection } from '../store/collections.ts';
import { DecidedByPeople } from '../store/unmatched-funds.ts';
import { fetchCollection, requestCollection, settleCollection } from './collect-funds.ts';
import { refreshCollection } from './refresh-collection.ts';
import { settleCheckout } from './settle-checkout.ts';

/** Time after which a request fails that the provider has not answered: longer than any prompt waits for its payer. */
const unansweredMs = 600_000;

/**
 * The next step of a collection that is due: its request when no process has finished it, or a question to the provider.
 * A request that was not answered is never sent again where that could take the money twice.
 */
export async function continueCollection(
  services: PaymentsServices,
  collection: Collection,
  trail: EventTrail,
): Promise<void> {
  const provider = services.funds.get(collection.provider);
  if (provider === undefined) throw new Error(`Collections at ${collection.provider} need its variables to be set.`);
  if (!isOpenCollection(collection)) return afterEnd(services, collection, trail);
  if (collection.status === 'CREATED' && (provider.isRepeatable || collection.lastError !== null)) {
    // A request that did not reach its provider is sent again. From here on, this one counts as sent.
    await postponeCollection(services.db, collection, newLease(services).claimedUntil);
    await requestCollection(services, provider, collection, trail);
    return;
  }
  const seen = await fetchCollection(provider, collection);
  const { giveUpMs } = services.settings.funds;
  // Without an id at the provider there is nothing to ask about.
  const times = { giveUpMs: collection.providerRef === null ? Math.min(giveUpMs, unansweredMs) : giveUpMs };
  const isOver = seen.status === 'succeeded' || seen.status === 'failed';
  if (!isOver && isGivenUp(collection.createdAt, services.now(), times)) {
    const failure = {
      code: 'no_outcome',
      message: 'The payment was not confirmed. If money was taken, it is credited later.',
    };
    await settleCollection(services, collection, collectionReport('failed', { failure }), trail);
    return;
  }
  const after = await settleOrEnd(services, collection, seen, trail);
  // Money that arrived and went back before anybody asked.
  if ((seen.returnedMinor ?? 0n) > 0n) await refreshCollection(services, after, trail);
  if (after.version !== collection.version) return;
  const dueAt = lookAgainAt(collection.createdAt, services.now(), services.settings.funds);
  await postponeCollection(services.db, collection, dueAt);
}

/**
 * The step after the end of a collection. A deposit has none: its outcome came between the claim of its last step and this one, and
 * its money belongs to the wallet.
 */
const afterEnd = (services: PaymentsServices, collection: Collection, trail: EventTrail): Promise<void> =>
  collection.purpose === 'CHECKOUT'
    ? settleCheckout(services, collection, trail)
    : postponeCollection(services.db, collection, null);

/** Saves a report. A collection whose money people have given to somebody else gets none, and fails. */
async function settleOrEnd(
  services: PaymentsServices,
  collection: Collection,
  seen: CollectionReport,
  trail: EventTrail,
): Promise<Collection> {
  try {
    return await settleCollection(services, collection, seen, trail);
  } catch (error) {
    if (!(error instanceof DecidedByPeople)) throw error;
    const failure = { code: 'booked_otherwise', message: 'This payment was credited in another way.' };
    return settleCollection(services, collection, collectionReport('failed', { failure }), trail);
  }
}
