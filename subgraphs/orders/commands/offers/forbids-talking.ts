import { type SellerNotActive, sellerNotActive } from '@soko/refusals';
import type { OrdersContext } from '../../context.ts';
import type { Offer, OfferSide } from '../../domain/offers/offer.ts';
import { personBlocked, type PersonBlocked } from '../../domain/offers/refusals.ts';
import { type VariantNotAvailable, variantNotAvailable } from '../../domain/refusals.ts';
import { findSeller } from '../../store/known-sellers.ts';
import { findBlockers } from '../../store/offers/people.ts';

/** The person who sells, unless the seller does not sell now. */
export async function requireSelling(
  { db }: Pick<OrdersContext, 'db'>,
  { sellerId, variantId }: Pick<Offer, 'sellerId' | 'variantId'>,
  side: OfferSide,
): Promise<{ sellerUserId: string } | SellerNotActive | VariantNotAvailable> {
  const seller = await findSeller(db, sellerId);
  if (seller?.status === 'ACTIVE') return { sellerUserId: seller.userId };
  if (side === 'SELLER') return sellerNotActive(seller?.status ?? null);
  return variantNotAvailable(variantId, 'The seller of this variant does not sell at the moment.');
}

/** The refusal for two people of whom one blocks the other, or null. */
export async function forbidsTalking(
  { db }: Pick<OrdersContext, 'db'>,
  people: { buyerId: string; sellerUserId: string },
  side: OfferSide,
): Promise<PersonBlocked | null> {
  const blockers = await findBlockers(db, people.buyerId, people.sellerUserId);
  if (blockers.length === 0) return null;
  return personBlocked(blockers.includes(side === 'BUYER' ? people.buyerId : people.sellerUserId));
}
