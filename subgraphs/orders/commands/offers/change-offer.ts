import type { EventTrail } from '@soko/events';
import type { Queryable } from '@soko/postgres';
import { isRefusal, type Refused } from '@soko/refusals';
import type { OfferChange } from '../../domain/offers/change-offer.ts';
import type { Offer } from '../../domain/offers/offer.ts';
import { lockOffers } from '../../store/offers/find-offers.ts';
import { saveOffers } from '../../store/offers/save-offers.ts';

/**
 * Load → decide → save with the offer locked: of two decisions at the same time, the second is made on what the first left. Null
 * when there is no such offer. A decision of null changes nothing.
 */
export async function changeOffer<Refusal extends Refused<string>>(
  tx: Queryable,
  offerId: string,
  trail: EventTrail,
  decide: (offer: Offer) => OfferChange | readonly OfferChange[] | Refusal | null,
): Promise<Offer | Refusal | null> {
  const [offer] = await lockOffers(tx, [offerId]);
  if (offer === undefined) return null;
  const decided = decide(offer);
  if (decided === null) return offer;
  if ('code' in decided && isRefusal(decided)) return decided;
  const changes = (Array.isArray(decided) ? decided : [decided]) as readonly OfferChange[];
  await saveOffers(tx, changes, trail);
  return changes.at(-1)!.after;
}
