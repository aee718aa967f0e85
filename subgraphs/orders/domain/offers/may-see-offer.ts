import { userIdOf, type Viewer } from '@soko/auth';
import { isSupport } from '../may-see.ts';
import type { Offer, OfferSide } from './offer.ts';

/** Sellers that the viewer sells as, and stores in whose team the viewer is. */
export interface SellingFor {
  sellerIds: readonly string[];
  storeIds: readonly string[];
}

type Parties = Pick<Offer, 'buyerId' | 'sellerId' | 'storeId'>;

/** True for those who answer for the seller: the person who sells, and the team of the store. */
export const sellsIn = ({ sellerId, storeId }: Pick<Offer, 'sellerId' | 'storeId'>, selling: SellingFor): boolean =>
  selling.sellerIds.includes(sellerId) || (storeId !== null && selling.storeIds.includes(storeId));

/** The side of an offer that the viewer is. Null for everyone else. A buyer who joined the team of the store later stays the buyer. */
export function sideOf(viewer: Viewer, offer: Parties, selling: SellingFor): OfferSide | null {
  if (userIdOf(viewer) === offer.buyerId) return 'BUYER';
  return sellsIn(offer, selling) ? 'SELLER' : null;
}

/** Both sides and support see an offer. */
export const maySeeOffer = (viewer: Viewer, offer: Parties, selling: SellingFor): boolean =>
  sideOf(viewer, offer, selling) !== null || isSupport(viewer);
