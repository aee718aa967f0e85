import { type Envelope, type EventTrail, newEvent, productsSavedSearch } from '@soko/events';
import type { Finding } from './finding.ts';

/** The event about what a search found. `sealed` is the name of the search. */
export function matchedEvent(
  { searchId, userId, alerts, count, products }: Finding,
  sealed: string,
  trail: EventTrail,
): Envelope {
  const named = products.map(({ amountMinor, currency, ...product }) => ({
    ...product,
    price: { amountMinor, currency },
  }));
  const data = { userId, name: sealed, count, products: named };
  return newEvent(productsSavedSearch, 'matched', { subject: searchId, sequence: alerts, data }, trail);
}
