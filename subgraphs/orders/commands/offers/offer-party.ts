import { requireUser } from '@soko/auth';
import { notFound } from '@soko/errors';
import { isId } from '@soko/ids';
import type { OrdersContext } from '../../context.ts';
import { maySeeOffer, type SellingFor, sideOf } from '../../domain/offers/may-see-offer.ts';
import type { Offer, OfferSide } from '../../domain/offers/offer.ts';

/** For whom the viewer sells. */
export const sellingOf = async ({ sellerIds, storeIds }: OrdersContext): Promise<SellingFor> => ({
  sellerIds: await sellerIds(),
  storeIds: await storeIds(),
});

/** The offer, or null when the viewer may not see it. */
export async function findVisibleOffer(context: OrdersContext, id: string): Promise<Offer | null> {
  const found = isId('ofr', id) ? await context.loaders.offer.load(id) : null;
  return found !== null && maySeeOffer(context.viewer, found, await sellingOf(context)) ? found : null;
}

/** The offer and the side of it that the viewer is. NOT_FOUND for all others, also for support, which answers for nobody. */
export async function loadOwnOffer(
  context: OrdersContext,
  offerId: string,
): Promise<{ offer: Offer; side: OfferSide }> {
  requireUser(context.viewer);
  const offer = isId('ofr', offerId) ? await context.loaders.offer.load(offerId) : null;
  const side = offer && sideOf(context.viewer, offer, await sellingOf(context));
  if (offer === null || side === null) throw notFound('The offer');
  return { offer, side };
}
